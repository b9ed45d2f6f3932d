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

/** What came as a window. */
interface WindowPage {
  window: Window;
  onPage: number;
  /** Whether something on it was known before. */
  isConnected: boolean;
  /** How many items came so far. */
  held: number;
  info: PageInfo | undefined;
}

/**
 * What a window says of the whole list, its beginning being known. Anything that does not fit is odd: the server may
 * have other page sizes, or the list has moved. It is the end if the count is what came, and no number says more.
 * A page that is not full is none alone: it may lack a row, and a server of other sizes begins it earlier. It takes an
 * empty page of the same size behind it.
 */
export function judgeWindow({
  window,
  onPage,
  isConnected,
  held,
  info,
}: WindowPage): "more" | "end" | "unsure" | "odd" {
  const end = startOf(window) + onPage;
  const { totalCount, totalPages, pageSize: size = window.size } = info ?? {};
  if (!isConnected || onPage > window.size || size !== window.size) return "odd";
  const isCounted = totalCount === end && totalCount === held;
  if (onPage === window.size) return isCounted && totalPages === window.page ? "end" : "more";
  if (totalCount !== undefined && totalCount !== end) return "odd";
  if (totalPages !== undefined && totalPages > window.page) return "more";
  return isCounted ? "end" : "unsure";
}
