import { localAccount, localOrganizationId, localOwner, outsideAccount } from "../../../sdk/local";
import {
  account,
  createdPath,
  expectRefusal,
  idOf,
  RULESET,
  ruleset,
  SHARES,
  shareBody,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

const names = (answer: { json: { result: { name: string }[] } }) => answer.json.result.map((one) => one.name);

describe("creating and reading a share", () => {
  test("answers the share without what was not asked for", async () => {
    const bench = await startBench();
    const { status, json, headers } = await bench.api("POST", SHARES, shareBody());
    expect(status).toBe(201);
    expect(json).toEqual({
      success: true,
      errors: [],
      messages: [],
      result: {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        account_id: localOwner,
        account_name: "Local Account 0",
        created: expect.stringMatching(/^2026-03-01T12:00:00\.\d{6}Z$/),
        modified: json.result.created,
        name: "Baseline",
        organization_id: localOrganizationId,
        status: "active",
        target_type: "account",
        kind: "sent",
      },
    });
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("cf-ray")).toMatch(/^[0-9a-f]{16}-LOC$/);
    const read = await bench.api("GET", `${SHARES}/${json.result.id}`);
    expect(read.json.result).toEqual(json.result);
  });

  test("answers resources and counts on request", async () => {
    const bench = await startBench();
    const path = await createdPath(bench, { resources: [{ ...ruleset(), meta: { a: [1] } }] });
    const { json } = await bench.api("GET", `${path}?include_resources=true&include_recipient_counts=true`);
    expect(json.result).toMatchObject({
      associated_recipient_count: 0,
      associating_recipient_count: 2,
      disassociated_recipient_count: 0,
      disassociating_recipient_count: 0,
    });
    expect(json.result.resources).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        created: expect.any(String),
        modified: expect.any(String),
        meta: { a: [1] },
        resource_account_id: localOwner,
        resource_id: RULESET,
        resource_type: "custom-ruleset",
        resource_version: 1,
        status: "active",
      },
    ]);
  });

  test("names are not unique", async () => {
    const bench = await startBench();
    const first = await createdPath(bench);
    expect(await createdPath(bench)).not.toBe(first);
  });

  test.each([
    ["my organization", {}],
    ["the organization by id", { organization_id: localOrganizationId }],
  ])("%s turns into one record per other member", async (_, recipient) => {
    const bench = await startBench();
    const path = await createdPath(bench, { recipients: [recipient] });
    const { json } = await bench.api("GET", `${path}?include_recipient_counts=true`);
    expect(json.result).toMatchObject({ target_type: "organization", associating_recipient_count: 299 });
  });

  test("account_id is still taken for recipient_account_id, and both if they agree", async () => {
    const bench = await startBench();
    const id = localAccount(4);
    const path = await createdPath(bench, {
      recipients: [{ account_id: localAccount(3) }, { account_id: id, recipient_account_id: id }],
    });
    const { json } = await bench.api("GET", `${path}/recipients`);
    expect(json.result.map((one: { account_id: string }) => one.account_id)).toEqual([localAccount(3), id]);
  });

  test("a share of another account is not found", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const other = await bench.api("GET", `/accounts/${localAccount(5)}/shares/${idOf(path)}`);
    expectRefusal(other, 404);
    expect(other.json.errors[0].code).toBe(1004);
  });
});

describe("renaming and deleting", () => {
  test("a rename changes name and modified only", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const before = (await bench.api("GET", path)).json.result;
    bench.pass(5000);
    const { status, json } = await bench.api("PUT", path, { name: "New" });
    expect(status).toBe(200);
    expect(json.result).toEqual({ ...before, name: "New", modified: expect.stringMatching(/12:00:05/) });
  });

  test("active -> deleting -> deleted, recipients and resources with it", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.pass(100);
    expect((await bench.api("DELETE", path)).json.result.status).toBe("deleting");
    bench.pass(99);
    expect((await bench.api("GET", path)).json.result.status).toBe("deleting");
    bench.pass(1);
    const gone = (await bench.api("GET", `${path}?include_resources=true&include_recipient_counts=true`))
      .json;
    expect(gone.result).toMatchObject({ status: "deleted", disassociated_recipient_count: 2 });
    expect(gone.result.resources[0].status).toBe("deleted");
  });

  test("forgetDeleted answers 404 instead", async () => {
    const bench = await startBench({ forgetDeleted: true });
    const path = await createdPath(bench);
    await bench.api("DELETE", path);
    expect((await bench.api("GET", path)).status).toBe(200);
    bench.pass(100);
    expectRefusal(await bench.api("GET", path), 404);
    expect((await bench.api("GET", SHARES)).json.result).toEqual([]);
  });

  test("transitionMs 0 deletes at once", async () => {
    const bench = await startBench({ transitionMs: 0 });
    const path = await createdPath(bench);
    expect((await bench.api("DELETE", path)).json.result.status).toBe("deleted");
  });
});

describe("listing", () => {
  async function threeShares() {
    const bench = await startBench();
    const b = await createdPath(bench, { name: "b" });
    bench.pass(1000);
    const c = await createdPath(bench, { name: "c", recipients: [{}] });
    bench.pass(1000);
    const policy = { ...ruleset(), resource_type: "gateway-policy" };
    const a = await createdPath(bench, { name: "a", resources: [policy] });
    return { bench, a, b, c };
  }

  test.each([
    ["", ["b", "c", "a"]],
    ["?direction=desc", ["a", "c", "b"]],
    ["?order=name", ["a", "b", "c"]],
    ["?order=name&direction=desc", ["c", "b", "a"]],
    ["?target_type=organization", ["c"]],
    ["?resource_types=gateway-policy", ["a"]],
    ["?resource_types=gateway-policy&resource_types=custom-ruleset", ["b", "c", "a"]],
    ["?status=deleted", []],
    ["?kind=received", []],
  ])("%s", async (query, expected) => {
    const { bench } = await threeShares();
    expect(names(await bench.api("GET", SHARES + query))).toEqual(expected);
  });

  test("by status; without it deleted ones are there too", async () => {
    const { bench, b } = await threeShares();
    await bench.api("DELETE", b);
    expect(names(await bench.api("GET", `${SHARES}?status=deleting`))).toEqual(["b"]);
    bench.pass(100);
    expect(names(await bench.api("GET", `${SHARES}?status=deleted`))).toEqual(["b"]);
    expect(names(await bench.api("GET", `${SHARES}?status=active`))).toEqual(["c", "a"]);
    expect(names(await bench.api("GET", SHARES))).toEqual(["b", "c", "a"]);
  });

  test("tags are ANDed, by key or key=value", async () => {
    const { cloudflare, api } = await startBench();
    const make = (name: string, tags: Record<string, string>) =>
      cloudflare.dashboard.createShare({
        accountId: localOwner,
        name,
        recipients: [localAccount(1)],
        resources: [{ resourceId: RULESET }],
        tags,
      });
    make("one", { team: "a", tier: "1" });
    make("two", { team: "b", tier: "1" });
    expect(names(await api("GET", `${SHARES}?tag=tier`))).toEqual(["one", "two"]);
    expect(names(await api("GET", `${SHARES}?tag=team%3Db`))).toEqual(["two"]);
    expect(names(await api("GET", `${SHARES}?tag=team%3Da&tag=tier%3D1`))).toEqual(["one"]);
    expect(names(await api("GET", `${SHARES}?tag=team%3Da&tag=tier%3D2`))).toEqual([]);
  });

  test("a receiving account finds it with kind=received, while it is a live recipient", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const received = `/accounts/${localAccount(1)}/shares`;
    expect((await bench.api("GET", received)).json.result).toEqual([]);
    expect((await bench.api("GET", `${received}?kind=received`)).json.result).toMatchObject([
      { id: idOf(path), kind: "received", account_id: localOwner },
    ]);
    expect((await bench.api("GET", `${received}/${idOf(path)}`)).json.result.kind).toBe("received");
    await bench.api("PUT", `${path}/recipients`, [account(2)]);
    expect((await bench.api("GET", `${received}?kind=received`)).json.result).toEqual([]);
  });

  test("an organization lists the shares of its members", async () => {
    const { bench } = await threeShares();
    const other = `/accounts/${localAccount(7)}/shares`;
    expect((await bench.api("POST", other, shareBody({ name: "of 7" }))).status).toBe(201);
    bench.cloudflare.dashboard.createShare({
      accountId: outsideAccount(0),
      name: "of an outsider",
      recipients: [outsideAccount(1)],
      resources: [{ resourceId: RULESET }],
    });
    const list = `/organizations/${localOrganizationId}/shares`;
    expect(names(await bench.api("GET", `${list}?order=name`))).toEqual(["a", "b", "c", "of 7"]);
    expectRefusal(await bench.api("GET", `${list}?tag=x`), 400, "/tag");
    expectRefusal(await bench.api("GET", `${list}?include_resources=true`), 400, "/include_resources");
    expectRefusal(await bench.api("GET", `/organizations/${"d".repeat(32)}/shares`), 403);
  });

  test("pages of 20 unless told", async () => {
    const bench = await startBench();
    for (let i = 0; i < 23; i++) await createdPath(bench, { name: `share ${i}` });
    const first = await bench.api("GET", SHARES);
    expect(first.json.result_info).toEqual({
      page: 1,
      per_page: 20,
      count: 20,
      total_count: 23,
      total_pages: 2,
    });
    const second = await bench.api("GET", `${SHARES}?page=2`);
    expect(names(second)).toEqual(["share 20", "share 21", "share 22"]);
    expect(second.json.result_info).toMatchObject({ page: 2, count: 3 });
    const beyond = await bench.api("GET", `${SHARES}?page=3&per_page=50`);
    expect(beyond.json.result).toEqual([]);
    expect(beyond.json.result_info).toMatchObject({ count: 0, total_count: 23, total_pages: 1 });
  });
});
