export * from "./recipients";
export * from "./resources";
export * from "./shares";
