import { CloudflareClient } from "../../../../provider/api/client";
import { BrokenAnswer } from "../../../../provider/api/errors";
import { listAll } from "../../../../provider/api/pages";
import { readShares } from "../../../../provider/api/wire";
import { FakeClock } from "../../support/fakeClock";
import {
  type Reply,
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

/** A server with so many shares that pages as Cloudflare does. */
const listOf =
  (total: number, withInfo = true): Reply =>
  (response, request) => {
    const page = Number(new URL(request.url, "http://x").searchParams.get("page"));
    const items = shares((page - 1) * 50, Math.min(page * 50, total));
    result(Array.isArray(items) ? items : [], withInfo ? info(page, total) : undefined)(
      response,
      {} as never,
    );
  };

async function bench(...replies: Reply[]) {
  const server = await startHostileServer(...replies);
  const credentials = { kind: "token", token: "t" } as const;
  const client = new CloudflareClient({ credentials, baseUrl: server.url }, { clock: new FakeClock() });
  const pages = () => server.seen.map(({ url }) => Number(new URL(url, "http://x").searchParams.get("page")));
  return { client, pages, server };
}

const listing = { path: "/shares", query: { kind: "sent" }, read: readShares };

describe("every item, whatever its pages", () => {
  for (const withInfo of [true, false]) {
    test.each([0, 1, 49, 50, 51, 100, 120])(`%d shares, page information: ${withInfo}`, async (total) => {
      const { client, server } = await bench(listOf(total, withInfo));
      const all = await listAll(client, listing);
      expect(all.map(({ id }) => id)).toEqual(shares(0, total).map(({ id }) => id));
      if (withInfo) expect(server.seen).toHaveLength(Math.max(1, Math.ceil(total / 50)));
      for (const { url } of server.seen) expect(url).toMatch(/^\/shares\?kind=sent&page=\d&per_page=50$/);
    });
  }

  test("at most so many", async () => {
    const { client, pages } = await bench(listOf(120));
    expect(await listAll(client, { ...listing, maxItems: 60 })).toHaveLength(60);
    expect(pages()).toEqual([1, 2]);
    expect(await listAll(client, { ...listing, maxItems: 1_000 })).toHaveLength(120);
  });

  test("no further than enough", async () => {
    const { client, pages } = await bench(listOf(500));
    const all = await listAll(client, { ...listing, enough: (page) => page.some(({ id }) => id === "s60") });
    expect(all).toHaveLength(100);
    expect(pages()).toEqual([1, 2]);
  });
});

describe("a list that shifts while it is read", () => {
  test("one more came: an item is there twice, so it is read again", async () => {
    const { client, pages } = await bench(
      result(shares(0, 50), info(1, 60)),
      result(shares(49, 60), info(2, 60)),
      listOf(61),
    );
    expect(await listAll(client, listing)).toHaveLength(61);
    expect(pages()).toEqual([1, 2, 1, 2]);
  });

  test("one went: the count tells, so that no item is missed", async () => {
    const { client } = await bench(
      result(shares(0, 50), info(1, 60)),
      result(shares(51, 60), info(2, 59)),
      listOf(60),
    );
    expect(await listAll(client, listing)).toHaveLength(60);
  });

  test("one that never holds still is an error, not a wrong list", async () => {
    let n = 0;
    const { client } = await bench((response, request) => {
      n++;
      result(shares(0, 50), { page: 1, total_count: 100 + n, total_pages: 2 })(response, request);
    });
    expect(await failureOf(listAll(client, listing))).toBeInstanceOf(BrokenAnswer);
    expect(n).toBeLessThanOrEqual(20);
  });

  test("an empty page ends it, whatever the server says of further ones", async () => {
    const { client, server } = await bench(
      result(shares(0, 50), { total_pages: 1_000, total_count: 50 }),
      result([], { total_pages: 1_000, total_count: 50 }),
    );
    expect(await listAll(client, listing)).toHaveLength(50);
    expect(server.seen).toHaveLength(2);
  });
});

test("a broken page is asked for again, and it alone", async () => {
  const { client, pages } = await bench(listOf(60), text(502, "<html>"), listOf(60));
  expect(await listAll(client, listing)).toHaveLength(60);
  expect(pages()).toEqual([1, 2, 2]);
});
