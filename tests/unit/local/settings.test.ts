import { localAccount, localOrganization } from "../../../sdk/local";
import {
  account,
  createdPath,
  expectRefusal,
  idOf,
  ruleset,
  SHARES,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

const OTHER = "f".repeat(32);

describe("listLagMs", () => {
  test("every list leaves out what is too new, and counts without it; a GET of it works", async () => {
    const bench = await startBench({ listLagMs: 2000 });
    const path = await createdPath(bench);
    const lists = [SHARES, `${path}/recipients`, `${path}/recipients?page=1`, `${path}/resources`];
    const sizes = async () => {
      const answers = await Promise.all(lists.map((list) => bench.api("GET", list)));
      return answers.map(({ json }) => [json.result.length, json.result_info.total_count]);
    };
    const nothing = [0, 0];
    expect(await sizes()).toEqual([nothing, nothing, nothing, nothing]);
    expect((await bench.api("GET", path)).json.result.name).toBe("Baseline");
    bench.pass(1999);
    await bench.api("PUT", `${path}/recipients`, [account(1), account(2), account(3)]);
    await bench.api("POST", `${path}/resources`, ruleset(OTHER));
    expect(await sizes()).toEqual([nothing, nothing, nothing, nothing]);
    bench.pass(1);
    expect(await sizes()).toEqual([
      [1, 1],
      [2, 2],
      [2, 2],
      [1, 1],
    ]);
    bench.pass(1999);
    expect(await sizes()).toEqual([
      [1, 1],
      [3, 3],
      [3, 3],
      [2, 2],
    ]);
  });

  test("of excluded recipients and of an organization's shares, switched on and off while it runs", async () => {
    const bench = await startBench({ organization: localOrganization(5) });
    const path = await createdPath(bench, { recipients: [{}] });
    await bench.api("POST", `${path}/excluded-recipients`, { account_id: localAccount(1) });
    const { organization } = bench.cloudflare.snapshot();
    const lists = [`${path}/excluded-recipients`, `/organizations/${organization.id}/shares`];
    const sizes = async () => {
      const answers = await Promise.all(lists.map((list) => bench.api("GET", list)));
      return answers.map(({ json }) => json.result.length);
    };
    expect(await sizes()).toEqual([1, 1]);
    bench.cloudflare.settings.listLagMs = 1;
    expect(await sizes()).toEqual([0, 0]);
    bench.cloudflare.settings.listLagMs = 0;
    expect(await sizes()).toEqual([1, 1]);
  });
});

test("dateOffsetMs: the header is off, absent, or right", async () => {
  const bench = await startBench({ dateOffsetMs: -90_000 });
  const date = async () => (await bench.api("GET", SHARES)).headers.get("date");
  expect(await date()).toBe("Sun, 01 Mar 2026 11:58:30 GMT");
  bench.cloudflare.settings.dateOffsetMs = "absent";
  expect(await date()).toBeNull();
  bench.cloudflare.settings.dateOffsetMs = 0;
  expect(await date()).toBe("Sun, 01 Mar 2026 12:00:00 GMT");
});

test("conflictWhileAssociating: DELETE waits for the recipients", async () => {
  const bench = await startBench({ conflictWhileAssociating: true });
  const path = await createdPath(bench);
  const refused = await bench.api("DELETE", path);
  expectRefusal(refused, 409);
  expect(bench.cloudflare.dashboard.share(idOf(path)).status).toBe("active");
  bench.pass(100);
  expect((await bench.api("DELETE", path)).status).toBe(200);
  const second = await createdPath(bench);
  bench.cloudflare.settings.conflictWhileAssociating = false;
  expect((await bench.api("DELETE", second)).status).toBe(200);
});

test("what the options set can be changed later, by the dashboard too", async () => {
  const bench = await startBench({ transitionMs: 100 });
  const { settings, dashboard } = bench.cloudflare;
  dashboard.setTransitionMs(7);
  expect(settings).toEqual({
    transitionMs: 7,
    reAdd: "revive",
    forgetDeleted: false,
    pageLimit: 50,
    listLagMs: 0,
    conflictWhileAssociating: false,
    dateOffsetMs: 0,
  });
  settings.pageLimit = 100;
  expect((await bench.api("GET", `${SHARES}?per_page=100`)).status).toBe(200);
  const path = await createdPath(bench);
  await bench.api("DELETE", path);
  bench.pass(7);
  expect((await bench.api("GET", path)).json.result.status).toBe("deleted");
  settings.forgetDeleted = true;
  expect((await bench.api("GET", path)).status).toBe(404);
});
