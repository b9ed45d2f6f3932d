import { localAccount, localOrganization, type OddAnswerName } from "../../../sdk/local";
import { type Bench, createdPath, RULESET, SHARES, startBench, stopBenches } from "./support";

afterEach(stopBenches);

interface Row {
  id: string;
  name: string;
}

const names = (rows: Row[]) => rows.map(({ name }) => name);

async function withShares(...wanted: string[]): Promise<Bench> {
  const bench = await startBench();
  for (const name of wanted) await createdPath(bench, { name });
  return bench;
}

async function page(bench: Bench, query: string) {
  const { json } = await bench.api("GET", `${SHARES}?${query}`);
  return { rows: json.result as Row[], info: json.result_info };
}

describe("what a list says of its pages", () => {
  const truth = { page: 1, per_page: 2, count: 2, total_count: 3, total_pages: 2 };

  test.each<[OddAnswerName, Record<string, unknown> | undefined]>([
    ["page-info-absent", undefined],
    ["page-info-wrong", { page: 7, per_page: 3, count: 0, total_count: 1, total_pages: 1 }],
    ["total-pages-zero", { ...truth, total_pages: 0 }],
    ["total-pages-one", { ...truth, total_pages: 1 }],
    ["total-pages-high", { ...truth, total_pages: 1000 }],
    ["total-count-zero", { ...truth, total_count: 0 }],
    ["total-count-high", { ...truth, total_count: 1000 }],
  ])("%s", async (fault, info) => {
    const bench = await withShares("a", "b", "c");
    bench.cloudflare.faults.add({ fault });
    const odd = await page(bench, "per_page=2");
    expect([names(odd.rows), odd.info]).toEqual([["a", "b"], info]);
    expect((await page(bench, "per_page=2")).info).toEqual(truth);
  });
});

test("empty-page: nothing on this page, and more behind it", async () => {
  const bench = await withShares("a", "b", "c");
  bench.cloudflare.faults.add({ fault: "empty-page" });
  const first = await page(bench, "per_page=2");
  expect([first.rows, first.info.total_pages]).toEqual([[], 2]);
  expect(names((await page(bench, "per_page=2&page=2")).rows)).toEqual(["c"]);
});

test("endless-pages: every page is full of new ids, and promises another", async () => {
  const bench = await withShares("a", "b", "c");
  bench.cloudflare.faults.add({ fault: "endless-pages", times: 99 });
  const ids = new Set<string>();
  for (const n of [1, 2, 50]) {
    const { rows, info } = await page(bench, `per_page=5&page=${n}`);
    expect(info).toEqual({ page: n, per_page: 5, count: 5, total_count: 5 * (n + 1), total_pages: n + 1 });
    for (const { id } of rows) ids.add(id);
  }
  expect(ids.size).toBe(15);
  expect([...ids].every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
});

test("small-pages: five at most, whatever was asked for", async () => {
  const bench = await withShares("a", "b", "c", "d", "e", "f", "g");
  bench.cloudflare.faults.add({ fault: "small-pages", times: 3 });
  const first = await page(bench, "per_page=50");
  expect(names(first.rows)).toEqual(["a", "b", "c", "d", "e"]);
  expect(first.info).toEqual({ page: 1, per_page: 5, count: 5, total_count: 7, total_pages: 2 });
  expect(names((await page(bench, "per_page=50&page=2")).rows)).toEqual(["f", "g"]);
  expect(names((await page(bench, "per_page=2")).rows)).toEqual(["a", "b"]);
});

test("unasked-pages: 20 of 45 recipients, though no page was asked for", async () => {
  const bench = await startBench({ organization: localOrganization(46) });
  const path = await createdPath(bench, { recipients: [{}] });
  bench.cloudflare.faults.add({ fault: "unasked-pages", times: 2 });
  const { json } = await bench.api("GET", `${path}/recipients?include_resources=true`);
  expect(json.result).toHaveLength(20);
  expect(json.result_info).toEqual({ page: 1, per_page: 20, count: 20, total_count: 45, total_pages: 3 });
  expect((await bench.api("GET", `${path}/recipients?page=3&per_page=20`)).json.result).toHaveLength(5);
  expect((await bench.api("GET", `${path}/recipients`)).json.result).toHaveLength(45);
});

test("swap-between-pages: one share goes and one comes, and the one in between is on no page", async () => {
  const bench = await withShares("a", "b", "c", "d");
  bench.cloudflare.faults.add({ fault: "swap-between-pages" });
  const first = await page(bench, "status=active&per_page=2");
  const second = await page(bench, "status=active&per_page=2&page=2");
  expect(names(first.rows)).toEqual(["a", "b"]);
  expect(names(second.rows)).toEqual(["d", expect.stringMatching(/^~ last/)]);
  expect(second.info.total_count).toBe(first.info.total_count);
});

test.each(["", "&direction=desc", "&order=name", "&order=name&direction=desc"])(
  "grow-pages: one more share at the end after every page (%s)",
  async (order) => {
    const bench = await withShares("a", "b");
    bench.cloudflare.faults.add({ fault: "grow-pages", times: 3 });
    const counts: number[] = [];
    for (const n of [1, 2, 3]) {
      const { rows, info } = await page(bench, `per_page=2&page=${n}${order}`);
      counts.push(info.total_count);
      if (n === 2) expect(names(rows)).toEqual([expect.stringMatching(/^[!~] last/)]);
    }
    expect(counts).toEqual([2, 3, 4]);
  },
);

describe("lists that ignore", () => {
  async function mixed(): Promise<Bench> {
    const bench = await withShares("mine", "deleted");
    bench.pass(1);
    const { dashboard } = bench.cloudflare;
    const made = (accountId: string, name: string, recipient: string) =>
      dashboard.createShare({
        accountId,
        name,
        recipients: [recipient],
        resources: [{ resourceId: RULESET }],
      });
    made(localAccount(5), "received", localAccount(0));
    made(localAccount(5), "of others", localAccount(6));
    const deleted = dashboard.shares().find(({ name }) => name === "deleted");
    dashboard.deleteShare(deleted?.id ?? "");
    return bench;
  }
  const rows = async (bench: Bench, fault: OddAnswerName, query: string) => {
    bench.cloudflare.faults.add({ fault });
    const found = (await page(bench, query)).rows as (Row & { kind: string; account_id: string })[];
    return found.map(({ name, kind, account_id }) => [name, kind, account_id]);
  };
  const own = localAccount(0);
  const other = localAccount(5);

  test("ignore-kind: a received share among the sent ones", async () => {
    const bench = await mixed();
    expect(await rows(bench, "ignore-kind", "kind=sent&status=active")).toEqual([
      ["mine", "sent", own],
      ["received", "received", other],
    ]);
  });

  test("ignore-status", async () => {
    const bench = await mixed();
    expect(await rows(bench, "ignore-status", "status=active")).toEqual([
      ["mine", "sent", own],
      ["deleted", "sent", own],
    ]);
  });

  test("ignore-account: shares of every account", async () => {
    const bench = await mixed();
    expect(await rows(bench, "ignore-account", "status=active&kind=sent")).toEqual([
      ["mine", "sent", own],
      ["received", "sent", other],
      ["of others", "sent", other],
    ]);
  });
});
