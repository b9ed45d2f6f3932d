export * from "./share";
export type * from "./types/share";
