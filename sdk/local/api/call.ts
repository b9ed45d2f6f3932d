import type { Changes } from "../world/changes";
import type { Store } from "../world/store";
import type { Answer } from "./envelope";

/** Repeated parameters are lists. */
export type RawQuery = Record<string, string | string[]>;

/** The ids in the path. */
export type Params = Partial<Record<"account" | "organization" | "share" | "child", string>>;

/** One request that was routed and authorized, with its query and body. */
export interface Call<Query = unknown, Body = unknown> {
  store: Store;
  changes: Changes;
  pageLimit: number;
  params: Params;
  query: Query;
  body: Body;
}

export type Handler<Query = unknown, Body = unknown> = (call: Call<Query, Body>) => Answer;
