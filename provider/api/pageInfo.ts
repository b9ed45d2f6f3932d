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
  /** What is said of the list may be said of the one without the filters. */
  isFiltered: boolean;
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
function wordOfPages(info: PageInfo | undefined, { page, onPage }: Pick<Standing, "page" | "onPage">): Word {
  if (info?.totalPages === undefined || (onPage > 0 && info.totalPages < page)) return "nothing";
  return info.totalPages > page ? "more" : "end";
}

const mostEmptyOnOneWord = 3;

/** How long a page may be, whatever was asked for and whatever is said: 20 by the reference, or another usual size. */
const usualPageSizes = [20, 25, 50, 100];

/**
 * Whether the list ends with this page: it brings nothing new, or the count says that all came and the number of pages
 * does not say more. A number of pages alone ends no list: pages may hold fewer than was asked for. No more does a
 * page that is not full. One that is full takes both numbers.
 */
export function isEnd(info: PageInfo | undefined, standing: Standing): boolean {
  const { onPage, emptyInARow, isFiltered } = standing;
  const count = wordOfCount(info, standing.held);
  const pages = wordOfPages(info, standing);
  const says = (word: Word) => count === word || pages === word;
  const agree = (word: Word) => count === word && pages === word;
  if (onPage === 0)
    return (
      says("end") || !((agree("more") && !isFiltered) || (says("more") && emptyInARow < mostEmptyOnOneWord))
    );
  if (isRepeating(standing)) return true;
  return isFull(info, onPage) ? agree("end") : count === "end" && pages !== "more";
}

/** As far as one can tell of a single page: servers have sizes of their own. */
function isFull(info: PageInfo | undefined, onPage: number): boolean {
  return onPage >= Math.min(pageSize, info?.pageSize || pageSize) || usualPageSizes.includes(onPage);
}

/**
 * Whether the list may end with this page, where the one behind it is refused. A page that is full takes a number that
 * says so: some servers refuse pages far from the first. One that is not full takes that no number promises more.
 *
 * @param largest how many items the largest page has, of several
 */
export function mayEndRefused(
  info: PageInfo | undefined,
  standing: Standing,
  largest: number | undefined,
): boolean {
  const pages = wordOfPages(info, standing);
  if (wordOfCount(info, standing.held) === "end" || pages === "end") return true;
  const isShort = largest === undefined ? !isFull(info, standing.onPage) : standing.onPage < largest;
  return isShort && (standing.isFiltered || pages === "nothing");
}

/** Whether a page without items should have some: it is worth asking again. */
export function owesItems(info: PageInfo | undefined, standing: Standing): boolean {
  if (standing.onPage > 0 || wordOfCount(info, standing.held) !== "more") return false;
  return info?.totalPages === undefined || standing.page <= info.totalPages;
}

/**
 * Whether the answer to a request that asked for no page may be a part: a number says more, or it is as long as a page
 * and not both numbers say that it is all. One that is as long as all pages together is all of them.
 */
export function isPart(info: PageInfo | undefined, held: number): boolean {
  const count = wordOfCount(info, held);
  if (count === "more") return true;
  const { pageSize: size, totalPages } = info ?? {};
  const isAllPages = size !== undefined && held > size && totalPages === Math.ceil(held / size);
  const pages = isAllPages ? "end" : wordOfPages(info, { page: 1, onPage: held });
  const isOnePage = held === size || usualPageSizes.includes(held);
  return isOnePage ? count !== "end" || pages !== "end" : pages === "more";
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
