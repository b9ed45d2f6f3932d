import { judgeWindow, nextWindow, startOf } from "../../../../provider/api/pageOverlap";

test("the next page begins with what is known, and brings something new", () => {
  for (let known = 2; known <= 3_000; known++) {
    const window = nextWindow(known);
    expect(window.size).toBeLessThanOrEqual(50);
    expect(startOf(window)).toBeLessThan(known);
    expect(startOf(window) + window.size).toBeGreaterThan(known);
  }
});

const window = { size: 49, page: 2 };
const info = (totalCount?: number, totalPages?: number, pageSize?: number) => ({
  totalCount,
  totalPages,
  pageSize,
});

test.each([
  ["a full page", 49, 98, info(200, 5, 49), "more"],
  ["a full page without a word", 49, 98, undefined, "more"],
  ["a full page at the end", 49, 98, info(98, 2, 49), "end"],
  ["a full page at the end, by one word", 49, 98, info(98), "more"],
  ["a full page at the end, though more is known", 49, 99, info(98, 2, 49), "more"],
  ["a page that is not full", 11, 60, info(60, 2, 49), "end"],
  ["a page that is not full, by the count alone", 11, 60, info(60), "end"],
  ["a page that is not full, by the pages alone", 11, 60, info(undefined, 2), "unsure"],
  ["a page that is not full, without a word", 11, 60, undefined, "unsure"],
  ["a page that is not full, and what came is less", 20, 50, info(69, 2), "unsure"],
  ["a page that is not full, with more pages", 48, 97, info(undefined, 3), "more"],
  ["a page that is not full, with more pages than the count takes", 11, 60, info(60, 3), "more"],
  ["a page that is not full, with more behind it", 11, 60, info(61, 2, 49), "odd"],
  ["an empty page", 0, 50, info(200, 5, 49), "odd"],
  ["more than asked for", 50, 99, info(200, 4), "odd"],
  ["another size of pages", 49, 98, info(200, 4, 50), "odd"],
] as const)("%s", (_, onPage, held, said, verdict) => {
  expect(judgeWindow({ window, onPage, isConnected: onPage > 0, held, info: said })).toBe(verdict);
});

test("nothing known on a page", () => {
  const page = { window, onPage: 49, held: 98, info: info(200, 5, 49) };
  expect(judgeWindow({ ...page, isConnected: false })).toBe("odd");
});
