/** Cloudflare's endpoints for resource shares: one function for each request. */
export * from "./excluded";
export type { ShareRef } from "./paths";
export * from "./recipients";
export * from "./resources";
export * from "./shares";
