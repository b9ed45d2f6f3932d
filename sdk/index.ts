/**
 * Cloudflare resource shares in Pulumi programs: three resources, and functions that only read.
 *
 * @module pulumi-cloudflare-sharing
 */
export * from "./functions";
export { Provider } from "./provider";
export * from "./share";
export * from "./shareRecipient";
export * from "./shareResource";
export type * from "./types/functions";
export type * from "./types/provider";
export type * from "./types/share";
export type * from "./types/shareRecipient";
export type * from "./types/shareResource";
