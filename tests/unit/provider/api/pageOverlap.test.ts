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
  ["a full page", 49, true, info(200, 5, 49), "more"],
  ["a full page without a word", 49, true, undefined, "more"],
  ["a full page at the end", 49, true, info(98, 2, 49), "end"],
  ["a full page at the end, by one word", 49, true, info(98), "more"],
  ["a page that is not full", 11, true, info(60, 2, 49), "end"],
  ["a page that is not full, without a word", 11, true, undefined, "end"],
  ["a page that is not full, with more behind it", 11, true, info(61, 2, 49), "odd"],
  ["nothing known on it", 49, false, info(200, 5, 49), "odd"],
  ["an empty page", 0, false, info(200, 5, 49), "odd"],
  ["more than asked for", 50, true, info(200, 4), "odd"],
  ["another size of pages", 49, true, info(200, 4, 50), "odd"],
] as const)("%s", (_, onPage, isConnected, said, verdict) => {
  expect(judgeWindow(window, onPage, isConnected, said)).toBe(verdict);
});
