import type { Changes } from "./changes";
import { type Answer, answer, codes, notFound, type ResultInfo, refuse } from "./envelope";
import type { Share, Store } from "./store";

/** Repeated parameters are lists. */
export type RawQuery = Record<string, string | string[]>;

/** One request that found its route and may go there. */
export interface Call {
  store: Store;
  changes: Changes;
  pageLimit: number;
  params: Partial<Record<"account" | "organization" | "share" | "child", string>>;
  query: RawQuery;
  body: unknown;
}

export type Handler = (call: Call) => Answer;

/** The share as its owner reads it. */
export function ownShare(call: Call): Share {
  const share = call.store.view(call.params.share ?? "");
  if (share?.accountId !== call.params.account) throw notFound("share");
  return share as Share;
}

/** The share as it really is, refused unless it can be written to. */
export function writableShare(call: Call): Share {
  const share = call.store.find(call.params.share ?? "");
  if (!share || share.accountId !== call.params.account) throw notFound("share");
  if (share.status !== "active") throw refuse(400, codes.notActive, `the share is ${share.status}`);
  return share;
}

export function requireTarget(share: Share, targetType: Share["targetType"]): void {
  if (share.targetType === targetType) return;
  throw refuse(400, codes.wrongTarget, `not available for ${share.targetType}-targeted shares`);
}

interface PageQuery {
  page?: number;
  per_page?: number;
}

/** One page, of 20 unless told; only what is on it is turned into its wire shape. */
export function pageAnswer<T>(call: Call, items: T[], query: PageQuery, wire: (item: T) => unknown): Answer {
  const { page = 1, per_page = 20 } = query;
  if (per_page > call.pageLimit) {
    throw refuse(400, codes.invalid, `per_page must not be above ${call.pageLimit}`, "/per_page");
  }
  const shown = items.slice((page - 1) * per_page, page * per_page);
  return answer(200, shown.map(wire), infoOf(page, per_page, shown.length, items.length));
}

/** For recipients: without page and per_page the answer is not paginated. */
export function wholeOrPage<T>(call: Call, items: T[], query: PageQuery, wire: (item: T) => unknown): Answer {
  if (query.page !== undefined || query.per_page !== undefined) return pageAnswer(call, items, query, wire);
  return answer(200, items.map(wire), infoOf(1, items.length, items.length, items.length));
}

function infoOf(page: number, per_page: number, count: number, total_count: number): ResultInfo {
  const total_pages = per_page === 0 ? 0 : Math.ceil(total_count / per_page);
  return { page, per_page, count, total_count, total_pages };
}
