import { CloudflareClient } from "../../../../provider/api/client";
import { ApiError, BrokenAnswer } from "../../../../provider/api/errors";
import { listAll, listWhole } from "../../../../provider/api/pages";
import type { Transport } from "../../../../provider/api/transport";
import { readShares } from "../../../../provider/api/wire";
import { FakeClock } from "../../support/fakeClock";
import {
  type Reply,
  refusal,
  result,
  startHostileServer,
  stopHostileServers,
  text,
} from "../../support/hostileServer";
import { failureOf } from "../../support/sharing";

afterEach(stopHostileServers);

const share = (i: number) => ({ id: `s${i}`, name: `n${i}`, status: "active" });
const shares = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => share(from + i));
const info = (page: number, total: number) => ({
  page,
  total_count: total,
  total_pages: Math.ceil(total / 50),
});

async function bench(...replies: Reply[]) {
  const server = await startHostileServer(...replies);
  const credentials = { kind: "token", token: "t" } as const;
  const client = new CloudflareClient({ credentials, baseUrl: server.url }, { clock: new FakeClock() });
  const pages = () => server.seen.map(({ url }) => Number(new URL(url, "http://x").searchParams.get("page")));
  return { client, pages, server };
}

const listing = { path: "/shares", query: { kind: "sent" }, read: readShares };
const unfiltered = { path: "/recipients", read: readShares };
const numbers = (list: { id: string }[]) => list.map(({ id }) => Number(id.slice(1)));
const to = (end: number, from = 0) => Array.from({ length: end - from }, (_, i) => from + i);

/** A list that lives: what happens to it before the n-th request is up to the test. */
function living(total: number, happens: (ids: number[], n: number) => void, changes: Changes = {}): Reply {
  const ids = to(total);
  let n = 0;
  return (response, request) => {
    happens(ids, ++n);
    const asked = new URL(request.url, "http://x").searchParams;
    const wanted = Number(asked.get("per_page") ?? 20);
    const size = changes.sizes?.(wanted) ?? Math.min(wanted, changes.cap ?? 50);
    const page = Number(asked.get("page") ?? 1);
    const rows = ids.slice((page - 1) * size, page * size).map(share);
    if (changes.behind && rows.length === 0 && page > 1) return changes.behind(response, request);
    const truth = {
      page,
      per_page: size,
      count: rows.length,
      total_count: ids.length,
      total_pages: Math.ceil(ids.length / size),
    };
    const said = changes.info === null ? undefined : { ...truth, ...changes.info };
    result(changes.rows?.(page, rows) ?? rows, said)(response, request);
  };
}

interface Changes {
  cap?: number;
  /** The size of pages that the server makes of the one that is asked for. */
  sizes?(wanted: number): number;
  /** Instead of what is true; null: nothing. */
  info?: Record<string, unknown> | null;
  /** To a page behind the last, instead of no items. */
  behind?: Reply;
  rows?(page: number, rows: unknown[]): unknown[];
}

/** Nothing is said but this. */
const only = (said: Record<string, unknown>) => ({
  page: null,
  per_page: null,
  count: null,
  total_count: null,
  total_pages: null,
  ...said,
});

/** Servers that make page sizes of their own of those asked for. */
const ownSizes: [string, (wanted: number) => number][] = [
  ["as asked", (wanted) => wanted],
  ["25 at most", (wanted) => Math.min(wanted, 25)],
  ["49 at most", (wanted) => Math.min(wanted, 49)],
  ["5, 10, 20 or 50", (wanted) => ([5, 10, 20, 50].includes(wanted) ? wanted : 20)],
  ["tens, rounded down", (wanted) => Math.max(10, wanted - (wanted % 10))],
  ["50 or 25", (wanted) => (wanted === 50 ? 50 : 25)],
  ["always 20", () => 20],
  ["always 100", () => 100],
];

/** What such a server may say of a list. */
const partlySaid: [string, (total: number, size: number) => Record<string, unknown> | null][] = [
  ["nothing", () => null],
  ["no total", () => only({ page: 1, count: 20 })],
  ["the size asked for", () => only({ per_page: 50 })],
  ["pages", (total, size) => only({ total_pages: Math.ceil(total / size) })],
  ["pages of the size asked for", (total) => only({ per_page: 50, total_pages: Math.ceil(total / 50) })],
  ["a count", (total) => only({ total_count: total })],
];

const still = (total: number, changes: Changes = {}) => living(total, () => undefined, changes);

describe("every item, whatever its pages", () => {
  test.each([0, 1, 49, 51, 98, 120, 130])("%d shares", async (total) => {
    const { client, server } = await bench(still(total));
    expect(numbers(await listAll(client, listing))).toEqual(to(total));
    expect(server.seen.length).toBe(Math.max(1, Math.ceil(total / 50)));
    expect(server.seen[0]?.url).toBe("/shares?kind=sent&page=1&per_page=50");
    for (const { url } of server.seen) expect(url).toMatch(/^\/shares\?kind=sent&page=\d&per_page=(4\d|50)$/);
  });

  const odd: [string, Changes][] = [
    ["no page information", { info: null }],
    ["no total_pages", { info: { total_pages: null } }],
    ["no total_count", { info: { total_count: null } }],
    ["total_pages: 0", { info: { total_pages: 0 } }],
    ["total_pages: 1", { info: { total_pages: 1 } }],
    ["total_pages: 1 and no total_count", { info: { total_pages: 1, total_count: null } }],
    ["total_pages: 1000", { info: { total_pages: 1_000 } }],
    ["total_pages: 1000 and no total_count", { info: { total_pages: 1_000, total_count: null } }],
    ["total_count: 0", { info: { total_count: 0 } }],
    ["total_count: 1000", { info: { total_count: 1_000 } }],
    ["total_count: 1000 and no total_pages", { info: { total_count: 1_000, total_pages: null } }],
    ["nothing right", { info: { page: 7, per_page: 3, count: 0, total_count: 1, total_pages: 1 } }],
    ["texts", { info: { per_page: "50", total_count: "many" } }],
    ["pages of 5 at most", { cap: 5 }],
    ["pages of 5 at most, and no page information", { cap: 5, info: null }],
    ["pages of 5 at most, and total_pages: 0", { cap: 5, info: { total_pages: 0 } }],
    ["pages of 5 at most, and total_pages: 1", { cap: 5, info: { total_pages: 1 } }],
    ["pages of 5 at most, and total_count: 0", { cap: 5, info: { total_count: 0 } }],
  ];

  test.each(odd)("%s", async (_, changes) => {
    for (const total of [0, 3, 50, 120]) {
      const { client, server } = await bench(still(total, changes));
      expect(numbers(await listAll(client, listing))).toEqual(to(total));
      expect(server.seen.length).toBeLessThan(60);
    }
  });

  describe.each(ownSizes)("pages of sizes of the server's own: %s", (_, sizes) => {
    test.each(partlySaid)("%s is said", async (_said, say) => {
      for (const total of [20, 45, 50, 69, 120, 260]) {
        const { client, server } = await bench((response, request) => {
          const wanted = Number(new URL(request.url, "http://x").searchParams.get("per_page"));
          still(total, { sizes, info: say(total, sizes(wanted)) })(response, request);
        });
        expect(numbers(await listAll(client, listing))).toEqual(to(total));
        expect(server.seen.length).toBeLessThan(60);
      }
    });
  });

  test("a page that lacks a row does not end the list: the next one begins before it", async () => {
    const rows: Changes["rows"] = (page, all) => (page === 2 ? all.slice(0, -1) : all);
    for (const said of [null, only({}), only({ total_pages: 3 })]) {
      const { client, server } = await bench(still(120, { rows, info: said }));
      expect(numbers(await listAll(client, listing))).toEqual(to(120));
      expect(server.seen.length).toBeLessThanOrEqual(5);
    }
  });

  test("counts without the filters: pages up to their end are read, and what is there is all", async () => {
    for (const total of [0, 3, 50, 60]) {
      const { client, server } = await bench(still(total, { info: { total_count: 300, total_pages: 6 } }));
      expect(numbers(await listAll(client, listing))).toEqual(to(total));
      expect(server.seen.length).toBeLessThanOrEqual(13);
    }
  });

  test("ten of 10,000 by counts without the filters: a few empty pages are the end", async () => {
    const { client, server } = await bench(still(10, { info: { total_count: 10_000, total_pages: 200 } }));
    expect(numbers(await listAll(client, listing))).toEqual(to(10));
    expect(server.seen.length).toBeLessThanOrEqual(8);
  });

  test("a server that knows no pages repeats itself", async () => {
    for (const total of [1, 50, 70]) {
      const { client, server } = await bench(result(to(total).map(share)));
      expect(numbers(await listAll(client, listing))).toEqual(to(total));
      expect(server.seen.length).toBeLessThanOrEqual(4);
    }
  });

  test("an empty page is asked for once more", async () => {
    let hidden = 2;
    const rows: Changes["rows"] = (page, all) => (page === 2 && hidden-- > 0 ? [] : all);
    const { client, pages } = await bench(still(120, { rows }));
    expect(numbers(await listAll(client, listing))).toEqual(to(120));
    // By pages that overlap, then by pages that don't, and these once more to see that nothing has moved.
    expect(pages()).toEqual([1, 2, 1, 2, 2, 3, 1, 2]);
  });

  test("an empty page does not hide what is behind it", async () => {
    const gap: Changes["rows"] = (page, rows) => (page === 2 ? [] : rows);
    const whole = await bench(still(120, { rows: gap, info: { total_count: 70 } }));
    expect(numbers(await listAll(whole.client, listing))).toEqual([...to(50), ...to(120, 100)]);
    const short = await bench(still(120, { rows: gap }));
    const error = await failureOf(listAll(short.client, listing));
    expect(error.message).toBe("the list is said to hold 120, and 70 came, each of the 5 times it was read");
  });

  test.each([20, 50])("each of at most %d, and each page says its own count for the total", async (cap) => {
    for (const said of [{}, { total_pages: null }, { per_page: null, total_pages: null }]) {
      for (const total of [20, 45, 50, 120]) {
        const { client, server } = await bench((response, request) => {
          const page = Number(new URL(request.url, "http://x").searchParams.get("page"));
          const count = Math.max(0, Math.min(cap, total - (page - 1) * cap));
          still(total, { cap, info: { ...said, total_count: count } })(response, request);
        });
        expect(numbers(await listAll(client, listing))).toEqual(to(total));
        expect(server.seen.length).toBeLessThan(30);
      }
    }
  });

  describe.each([
    ["400", refusal(400, 7003, "No such page")],
    ["404", refusal(404, 1004, "Not found")],
  ])("a page behind the last is answered %s", (_, behind) => {
    test.each([
      ["nothing is said", null],
      ["pages alone", { total_count: null }],
      ["a count without the filters", { total_count: 300 }],
      ["a count without the filters, and no pages", { total_count: 300, total_pages: null }],
      ["a count alone", { total_pages: null }],
      ["all is said", {}],
    ] as [string, Changes["info"]][])("%s: that is the end", async (_said, said) => {
      for (const cap of [7, 20, 50]) {
        for (const total of [1, 45, 101]) {
          const { client } = await bench(still(total, { behind, cap, info: said }));
          expect(numbers(await listAll(client, listing))).toEqual(to(total));
        }
      }
    });

    test.each([
      ["pages alone", { total_count: null }, true],
      ["all is said", {}, true],
      ["a count alone", { total_pages: null }, true],
      ["a count beside too many pages", { total_pages: 1_000 }, true],
      ["nothing is said", null, false],
      ["a count without the filters, and no pages", { total_count: 300, total_pages: null }, false],
    ] as [string, Changes["info"], boolean][])(
      "behind a full page, %s: it takes a number that says so",
      async (_said, said, isWhole) => {
        for (const [cap, total] of [
          [20, 20],
          [50, 50],
          [7, 14],
          [20, 60],
        ] as const) {
          const { client } = await bench(still(total, { behind, cap, info: said }));
          const list = listAll(client, listing);
          if (isWhole) expect(numbers(await list)).toEqual(to(total));
          else expect(await failureOf(list)).toBeInstanceOf(ApiError);
        }
      },
    );

    test("a page far from the first is refused: an error, and no short list", async () => {
      for (const said of [null, only({ total_count: 300 }), only({ total_pages: 6 }), {}]) {
        for (const one of [listing, unfiltered]) {
          const { client } = await bench((response, request) => {
            const page = Number(new URL(request.url, "http://x").searchParams.get("page"));
            (page > 2 ? behind : still(300, { info: said }))(response, request);
          });
          expect(await failureOf(listAll(client, one))).toBeInstanceOf(ApiError);
        }
      }
    });

    test("a refusal in passing hides nothing", async () => {
      // A page that lacks a row looks like the last.
      const rows: Changes["rows"] = (page, all) => (page === 2 ? all.slice(0, 19) : all);
      const page = still(47, { cap: 20, info: null, rows });
      const { client } = await bench(page, page, behind, page);
      expect(numbers(await listAll(client, listing))).toEqual([...to(39), ...to(47, 40)]);
    });

    test("numbers without the filters promise nothing to a filtered list", async () => {
      const info = { total_count: 1_000, total_pages: 20 };
      const { client } = await bench(still(10, { behind, info }));
      expect(numbers(await listAll(client, listing))).toEqual(to(10));
      expect(await failureOf(listAll(client, unfiltered))).toBeInstanceOf(ApiError);
    });

    test("a list that grows shorter while it is read again is read once more", async () => {
      // Three pages and the refusal of the fourth; then they are read again.
      const shrinks = (ids: number[], n: number) => n === 5 && ids.splice(0, 30);
      const { client, server } = await bench(living(47, shrinks, { behind, cap: 20, info: null }));
      expect(numbers(await listAll(client, listing))).toEqual(to(47, 30));
      expect(server.seen.length).toBeGreaterThan(8);
    });

    test.each([
      ["of a page that was promised", { total_count: null, total_pages: 4 }],
      ["of the first", {}],
    ] as [string, Changes["info"]][])("a refusal %s is an error", async (which, said) => {
      const reply = which.endsWith("first") ? behind : still(120, { behind, info: said });
      const { client } = await bench(reply);
      expect(await failureOf(listAll(client, unfiltered))).toBeInstanceOf(ApiError);
    });

    test("a list that is gone is an error, not what came of it before", async () => {
      const { client } = await bench(still(19, { info: null }), behind);
      expect(await failureOf(listAll(client, unfiltered))).toBeInstanceOf(ApiError);
    });

    test("fewer than all that the list is said to hold are an error", async () => {
      const { client } = await bench(still(19, { behind, info: only({ total_count: 45 }) }));
      const { message } = await failureOf(listAll(client, unfiltered));
      expect(message).toMatch(/^the list is said to hold 45, and 19 came, /);
    });
  });

  test("at most so many", async () => {
    const { client, pages } = await bench(still(120));
    expect(await listAll(client, { ...listing, maxItems: 60 })).toHaveLength(60);
    expect(pages()).toEqual([1, 2]);
    expect(await listAll(client, { ...listing, maxItems: 1_000 })).toHaveLength(120);
    expect(await listAll(client, { ...listing, maxItems: 0 })).toHaveLength(0);
  });

  test("no further than enough", async () => {
    const { client, pages } = await bench(still(500));
    const all = await listAll(client, { ...listing, enough: (page) => page.some(({ id }) => id === "s60") });
    expect(all).toHaveLength(98);
    expect(pages()).toEqual([1, 2]);
  });
});

describe("a list that shifts while it is read", () => {
  test("one went and one came between two pages: no count tells, and no item is missed", async () => {
    const { client, server } = await bench(
      living(120, (ids, n) => {
        if (n !== 2) return;
        ids.shift();
        ids.push(120);
      }),
    );
    const all = numbers(await listAll(client, listing));
    expect(all).toEqual(to(121, 1));
    expect(server.seen.length).toBeLessThanOrEqual(10);
  });

  test("one went: it is read again", async () => {
    const { client } = await bench(living(120, (ids, n) => n === 2 && ids.shift()));
    expect(numbers(await listAll(client, listing))).toEqual(to(120, 1));
  });

  test("one came in front: nothing is missed, and nothing is there twice", async () => {
    const { client } = await bench(living(120, (ids, n) => n === 2 && ids.unshift(999)));
    const all = numbers(await listAll(client, listing));
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining(to(120)));
  });

  test("what is added at the end moves nothing: 10,000 shares, and one more every 150 requests", async () => {
    const { client, server } = await bench(living(10_000, (ids, n) => n % 150 === 0 && ids.push(ids.length)));
    const all = numbers(await listAll(client, listing));
    expect(all.slice(0, 10_000)).toEqual(to(10_000));
    // A page that overlaps brings somewhat less than one that does not.
    expect(server.seen.length).toBeLessThanOrEqual(250);
  });

  test("one more with every request", async () => {
    for (const total of [0, 40, 50, 99, 120]) {
      const { client, server } = await bench(living(total, (ids) => ids.push(ids.length)));
      expect(numbers(await listAll(client, listing))).toEqual(expect.arrayContaining(to(total)));
      expect(server.seen.length).toBeLessThan(10);
    }
  });

  test("one that never holds still is an error, not a wrong list", async () => {
    for (const cap of [50, 5]) {
      const { client, server } = await bench(
        living(120, (ids) => ids.push((ids.shift() ?? 0) + 1_000), { cap }),
      );
      const error = await failureOf(listAll(client, listing));
      expect(error).toBeInstanceOf(BrokenAnswer);
      expect(error.message).toBe("the list changed, each of the 5 times it was read");
      expect(server.seen.length).toBeLessThan(5 * 2 * 25);
    }
  });

  test("one that repeats itself, and says that there is more", async () => {
    let n = 0;
    const { client } = await bench((response, request) => {
      n++;
      result(shares(0, 50), { page: 1, total_count: 100 + n, total_pages: 2 })(response, request);
    });
    expect(await failureOf(listAll(client, listing))).toBeInstanceOf(BrokenAnswer);
    expect(n).toBeLessThanOrEqual(20);
  });
});

describe("a list that does not end", () => {
  /** Full pages of shares that were never seen before. */
  function endless(say: (page: number) => unknown) {
    let asked = 0;
    const transport: Transport = async (_, url) => {
      const page = Number(new URL(url).searchParams.get("page"));
      asked++;
      const rows = shares(asked * 50, asked * 50 + 50);
      const answer = { success: true, result: rows, result_info: say(page) };
      return { status: 200, text: JSON.stringify(answer), header: () => null };
    };
    const settings = { credentials: { kind: "token", token: "t" } as const, baseUrl: "http://x" };
    const client = new CloudflareClient(settings, { clock: new FakeClock(), transport });
    return { client, asked: () => asked };
  }

  test.each([
    ["always one more", (page: number) => info(page, (page + 1) * 50), 100],
    ["many at first", (page: number) => info(page, 600 + page * 50), 130],
    ["nothing said", () => undefined, 2_000],
  ] as [string, (page: number) => unknown, number][])("%s", async (_, say, most) => {
    const { client, asked } = endless(say);
    const { message } = await failureOf(listAll(client, listing));
    expect(message).toBe(`the list does not end: after ${most} pages there was one more`);
    // Two more at first: they showed that this server has pages of its own size.
    expect(asked()).toBe(2 + most);
  });
});

describe("a list that comes as one answer", () => {
  const unpaged: Reply = result(to(45).map(share));
  const paged = (total: number, changes: Changes = {}) => still(total, changes);

  test("is one request, whatever its page information says of itself", async () => {
    for (const said of [
      undefined,
      info(1, 45),
      { total_count: 45, total_pages: 3, per_page: 20 },
      { total_count: 0, total_pages: 0 },
      { total_count: 0, total_pages: 3, per_page: 20 },
      { total_count: 45, total_pages: 45, per_page: 1 },
      { page: 1, per_page: 45, count: 45, total_count: 45, total_pages: 1 },
      { page: 1, per_page: 50, count: 45 },
      { count: 45 },
    ]) {
      const { client, server } = await bench(result(to(45).map(share), said));
      expect(await listWhole(client, unfiltered)).toHaveLength(45);
      expect(server.seen.map(({ url }) => url)).toEqual(["/recipients"]);
    }
    const { client } = await bench(unpaged);
    expect(await listWhole(client, { ...unfiltered, query: { include_resources: true } })).toHaveLength(45);
  });

  test("20 of 45 came: the pages are read", async () => {
    for (const changes of [
      {},
      { info: { total_count: null } },
      { info: { total_pages: null } },
    ] as Changes[]) {
      const { client, server } = await bench(paged(45, changes));
      expect(numbers(await listWhole(client, unfiltered))).toEqual(to(45));
      expect(server.seen[0]?.url).toBe("/recipients");
      expect(server.seen.length).toBeLessThanOrEqual(3);
    }
  });

  test.each([
    ["nothing", null],
    ["a count of what came", { total_count: 20 }],
    ["a count of what came, and no pages", { total_count: 20, total_pages: null }],
    ["totals of 0", { total_count: 0, total_pages: 0 }],
    ["one page", { total_count: null, total_pages: 1 }],
    ["no totals", { total_count: null, total_pages: null }],
    ["no totals, and no size", { per_page: null, total_count: null, total_pages: null }],
    ["no totals, and a size of 1", { per_page: 1, total_count: null, total_pages: null }],
    ["no totals, and a size of 50", { per_page: 50, total_count: null, total_pages: null }],
    ["a size of 1 beside the number of pages", { per_page: 1, total_count: null }],
    ["a size of 1 beside many pages", { per_page: 1, total_count: 0, total_pages: 1_000 }],
    ["a size of 1 beside as many pages as came", { per_page: 1, total_count: null, total_pages: 20 }],
    ["a count of 0 beside the number of pages", { per_page: 1, total_count: 0 }],
  ] as [string, Changes["info"]][])(
    "20 of 45 came, a full page, with %s: the pages are read",
    async (_, said) => {
      const { client, server } = await bench(paged(45, { info: said }), paged(45));
      expect(numbers(await listWhole(client, unfiltered))).toEqual(to(45));
      expect(server.seen.length).toBe(2);
    },
  );

  test.each([20, 25, 50, 100])("%d of 130 came without a word: the pages are read", async (size) => {
    const { client, server } = await bench(result(to(size).map(share)), still(130));
    expect(numbers(await listWhole(client, unfiltered))).toEqual(to(130));
    expect(server.seen[0]?.url).toBe("/recipients");
    expect(server.seen.length).toBe(4);
  });

  test("20 of 45 came, and no more on any page: an error", async () => {
    const { client } = await bench((response, request) => {
      const page = Number(new URL(request.url, "http://x").searchParams.get("page") ?? 1);
      result(page === 1 ? to(20).map(share) : [], { page, total_count: 45 })(response, request);
    });
    const { message } = await failureOf(listWhole(client, unfiltered));
    expect(message).toBe("the list is said to hold 45, and 20 came, each of the 5 times it was read");
  });
});

test("a broken page is asked for again, and it alone", async () => {
  const { client, pages } = await bench(still(60), text(502, "<html>"), still(60));
  expect(await listAll(client, listing)).toHaveLength(60);
  expect(pages()).toEqual([1, 2, 2]);
});
