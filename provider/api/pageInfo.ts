import type { PageInfo } from "./wire";

/** The largest page that is known to be accepted. */
export const pageSize = 50;

/** Where a walk stands after a page. */
export interface Standing {
  /** The number of the page. */
  page: number;
  /** How many items it has, and how many of them were not seen before. */
  onPage: number;
  fresh: number;
  /** How many items came so far. */
  held: number;
  /** How many pages without an item came last. */
  emptyInARow: number;
}

/** The server knows no pages, or not this one. */
export const isRepeating = ({ onPage, fresh }: Standing) => onPage > 0 && fresh === 0;

type Word = "more" | "end" | "nothing";

/** A total below what has come is wrong. One above it may count without the filters. */
function wordOfCount(info: PageInfo | undefined, held: number): Word {
  if (info?.totalCount === undefined || info.totalCount < held) return "nothing";
  return info.totalCount > held ? "more" : "end";
}

/** A number of pages below that of a page with items on it is wrong. */
function wordOfPages(info: PageInfo | undefined, { page, onPage }: Standing): Word {
  if (info?.totalPages === undefined || (onPage > 0 && info.totalPages < page)) return "nothing";
  return info.totalPages > page ? "more" : "end";
}

const mostEmptyOnOneWord = 3;

/**
 * Whether the list ends with this page. No number is trusted alone: it takes two signs that don't contradict each
 * other. A page that is not full is one, unless the server caps the size of pages.
 */
export function isEnd(info: PageInfo | undefined, standing: Standing): boolean {
  const { onPage, emptyInARow } = standing;
  const words = [wordOfCount(info, standing.held), wordOfPages(info, standing)];
  const says = (word: Word) => words.includes(word);
  const agree = (word: Word) => words.every((one) => one === word);
  if (onPage === 0)
    return says("end") || !(agree("more") || (says("more") && emptyInARow < mostEmptyOnOneWord));
  if (isRepeating(standing)) return true;
  const isFull = onPage >= Math.min(pageSize, info?.pageSize || pageSize);
  return isFull ? agree("end") : says("end") && !says("more");
}

/** Whether a page without items should have some: it is worth asking again. */
export function owesItems(info: PageInfo | undefined, standing: Standing): boolean {
  if (standing.onPage > 0 || wordOfCount(info, standing.held) !== "more") return false;
  return info?.totalPages === undefined || standing.page <= info.totalPages;
}

/** Whether the answer to a request that asked for no page says that it is not all. */
export function isPart(info: PageInfo | undefined, held: number): boolean {
  const count = wordOfCount(info, held);
  return count === "more" || (count === "nothing" && (info?.totalPages ?? 1) > 1);
}

/**
 * How many items there should be, at the end of a walk that brought fewer; undefined where nothing says so. The
 * count must fit the number of pages, if that is told.
 */
export function missedCount(info: PageInfo | undefined, standing: Standing): number | undefined {
  if (wordOfCount(info, standing.held) !== "more") return undefined;
  const { totalCount = 0, totalPages, pageSize: size } = info ?? {};
  const fits = totalPages === undefined || totalPages === Math.ceil(totalCount / (size || pageSize));
  return fits || isRepeating(standing) ? totalCount : undefined;
}
