import type { Changes } from "../world/changes";
import type { Store } from "../world/store";
import type { Answer } from "./envelope";

/** Repeated parameters are lists. */
export type RawQuery = Record<string, string | string[]>;

export interface ApiSettings {
  /** A `per_page` above this is refused. Default 50. */
  pageLimit: number;
  /** Lists don't show what was created less than this many milliseconds ago, by the server's clock. Default 0. */
  listLagMs: number;
  /** DELETE of a share answers 409 while one of its recipients is associating. Default false. */
  conflictWhileAssociating: boolean;
}

/** What a list of shares can be made to ignore: a filter, or the account in the path. */
export type Ignored = "kind" | "status" | "account";

/** The ids in the path. */
export type Params = Partial<Record<"account" | "organization" | "share" | "child", string>>;

/** One request that was routed and authorized, with its query and body. */
export interface Call<Query = unknown, Body = unknown> {
  store: Store;
  changes: Changes;
  settings: ApiSettings;
  ignoring?: Ignored;
  params: Params;
  query: Query;
  body: Body;
}

export type Handler<Query = unknown, Body = unknown> = (call: Call<Query, Body>) => Answer;
