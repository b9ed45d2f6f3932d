import type { Call } from "./call";
import { type Answer, answer, type ResultInfo } from "./envelope";
import { checkPageSize } from "./rules/requests";

interface PageQuery {
  page?: number;
  per_page?: number;
}

/** One page, of 20 unless told otherwise. Only the items on the page are converted. */
export function pageAnswer<T>(call: Call<PageQuery>, items: T[], wire: (item: T) => unknown): Answer {
  const { page = 1, per_page = 20 } = call.query;
  checkPageSize(per_page, call.pageLimit);
  const shown = items.slice((page - 1) * per_page, page * per_page);
  return answer(200, shown.map(wire), infoOf(page, per_page, shown.length, items.length));
}

/** For recipients: without page and per_page the answer is not paginated. */
export function wholeOrPage<T>(call: Call<PageQuery>, items: T[], wire: (item: T) => unknown): Answer {
  const { page, per_page } = call.query;
  if (page !== undefined || per_page !== undefined) return pageAnswer(call, items, wire);
  return answer(200, items.map(wire), infoOf(1, items.length, items.length, items.length));
}

function infoOf(page: number, per_page: number, count: number, total_count: number): ResultInfo {
  const total_pages = per_page === 0 ? 0 : Math.ceil(total_count / per_page);
  return { page, per_page, count, total_count, total_pages };
}
