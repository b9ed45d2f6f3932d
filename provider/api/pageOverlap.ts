import { pageSize } from "./pageInfo";
import type { PageInfo } from "./wire";

/** A page of a size of its own: it begins after `size * (page - 1)` items. */
export interface Window {
  size: number;
  page: number;
}

export const startOf = ({ size, page }: Window) => size * (page - 1);

/** The page that reaches furthest and still begins with an item that is known, after so many that are. */
export function nextWindow(known: number): Window {
  let best: Window = { size: pageSize, page: Math.floor(known / pageSize) + 1 };
  let reach = known;
  for (let size = pageSize; size > 1; size--) {
    const page = Math.floor((known - 1) / size) + 1;
    if (size * page > reach) {
      best = { size, page };
      reach = size * page;
    }
  }
  return best;
}

/**
 * What a window says of the whole list, its beginning being known. Anything that does not fit is odd: the server may
 * have other page sizes, or the list has moved.
 */
export function judgeWindow(
  window: Window,
  onPage: number,
  isConnected: boolean,
  info: PageInfo | undefined,
): "more" | "end" | "odd" {
  const end = startOf(window) + onPage;
  const isOtherSize = info?.pageSize !== undefined && info.pageSize !== window.size;
  if (!isConnected || onPage > window.size || isOtherSize) return "odd";
  const { totalCount, totalPages } = info ?? {};
  if (onPage < window.size) return totalCount === undefined || totalCount === end ? "end" : "odd";
  return totalCount === end && totalPages === window.page ? "end" : "more";
}
