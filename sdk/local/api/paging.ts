import type { Call } from "./call";
import { type Answer, answer, type ResultInfo } from "./envelope";
import { checkPageSize } from "./rules/requests";

interface PageQuery {
  page?: number;
  per_page?: number;
}

interface Dated {
  created: string;
}

/** Without what is too new for a list that lags behind. */
function listed<T extends Dated>({ settings, store }: Call<PageQuery>, all: T[]): T[] {
  if (settings.listLagMs === 0) return all;
  const newest = store.now() - settings.listLagMs;
  return all.filter(({ created }) => Date.parse(created) <= newest);
}

/** One page, of 20 unless told otherwise. Only the items on the page are converted. */
export function pageAnswer<T extends Dated>(
  call: Call<PageQuery>,
  all: T[],
  wire: (item: T) => unknown,
): Answer {
  const items = listed(call, all);
  const { page = 1, per_page = 20 } = call.query;
  checkPageSize(per_page, call.settings.pageLimit);
  const shown = items.slice((page - 1) * per_page, page * per_page);
  return answer(200, shown.map(wire), infoOf(page, per_page, shown.length, items.length));
}

/** For recipients: without page and per_page the answer is not paginated. */
export function wholeOrPage<T extends Dated>(
  call: Call<PageQuery>,
  all: T[],
  wire: (item: T) => unknown,
): Answer {
  const { page, per_page } = call.query;
  if (page !== undefined || per_page !== undefined) return pageAnswer(call, all, wire);
  const items = listed(call, all);
  return answer(200, items.map(wire), infoOf(1, items.length, items.length, items.length));
}

function infoOf(page: number, per_page: number, count: number, total_count: number): ResultInfo {
  const total_pages = per_page === 0 ? 0 : Math.ceil(total_count / per_page);
  return { page, per_page, count, total_count, total_pages };
}
