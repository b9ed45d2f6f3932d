import { localAccount, localOwner, type OddAnswerName } from "../../../sdk/local";
import { associations, createdPath, idOf, RULESET, SHARES, startBench, stopBenches } from "./support";

afterEach(stopBenches);

describe("by-hand", () => {
  test("before: the request meets what somebody else has just done", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const { dashboard, faults } = bench.cloudflare;
    faults.add({ fault: "by-hand", method: "PUT", before: () => dashboard.deleteShare(idOf(path)) });
    expect((await bench.api("PUT", path, { name: "New" })).status).toBe(400);
    expect(dashboard.share(idOf(path))).toMatchObject({ name: "Baseline", status: "deleting" });
    expect(bench.cloudflare.requests.at(-1)?.fault).toBe("by-hand");
  });

  test("after: the answer is older than the change", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const { dashboard, faults } = bench.cloudflare;
    faults.add({
      fault: "by-hand",
      path: /recipients$/,
      after: async () => dashboard.addRecipient(idOf(path), localAccount(3)),
    });
    expect(Object.keys(await associations(bench, path))).toEqual([localAccount(1), localAccount(2)]);
    expect(Object.keys(await associations(bench, path))).toContain(localAccount(3));
  });

  test("both get the request, and work with other faults", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const seen: unknown[] = [];
    const note = (when: string) => (request: { method: string; body: unknown }) => {
      seen.push([when, request.method, request.body]);
    };
    bench.cloudflare.faults.add({ fault: "503", before: note("before"), after: note("after") });
    bench.cloudflare.faults.add({ fault: "500-after", before: note("before"), after: note("after") });
    expect((await bench.api("PUT", path, { name: "one" })).status).toBe(503);
    expect((await bench.api("PUT", path, { name: "two" })).status).toBe(500);
    expect(seen).toEqual([
      ["before", "PUT", { name: "one" }],
      ["before", "PUT", { name: "two" }],
      ["after", "PUT", { name: "two" }],
    ]);
  });
});

describe("rewrite", () => {
  test("gets status, headers and JSON, and returns others", async () => {
    const bench = await startBench();
    await createdPath(bench);
    bench.cloudflare.faults.add({
      fault: "rewrite",
      rewrite: ({ status, headers, json }, { path }) => ({
        status: status + 3,
        headers: { ...headers, "x-odd": `${path} ${headers["content-type"]}` },
        json: { ...json, messages: [{ code: 1, message: "odd" }] },
      }),
    });
    const answer = await bench.api("GET", SHARES);
    expect([answer.status, answer.headers.get("x-odd")]).toEqual([203, `${SHARES} application/json`]);
    expect(answer.json).toMatchObject({ success: true, messages: [{ code: 1 }], result: [{}] });
    expect(bench.cloudflare.requests.at(-1)).toMatchObject({ fault: "rewrite", status: 203 });
  });

  test("works on what another fault answers, text too", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({
      fault: "400-html",
      rewrite: ({ headers, text }) => ({ status: 451, headers, text: `${text}!` }),
    });
    const answer = await bench.api("GET", SHARES);
    expect(answer.status).toBe(451);
    expect(answer.text).toMatch(/<\/html>\n!$/);
  });

  test("an error in a callback is the answer", async () => {
    const bench = await startBench();
    const before = () => {
      throw new Error("a typo");
    };
    bench.cloudflare.faults.add({ fault: "by-hand", before });
    const answer = await bench.api("GET", SHARES);
    expect(answer.status).toBe(500);
    expect(answer.text).toMatch(/^the local Cloudflare failed: Error: a typo/);
  });
});

describe("another-share", () => {
  test.each(["deleted", "of another account", "received"])("a share that is %s", async (which) => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const { dashboard, faults } = bench.cloudflare;
    const owner = which === "deleted" ? localOwner : localAccount(5);
    const other = dashboard.createShare({
      accountId: owner,
      name: "Other",
      recipients: [which === "received" ? localOwner : localAccount(6)],
      resources: [{ resourceId: RULESET }],
    });
    if (which === "deleted") dashboard.deleteShare(other.id);
    bench.pass(100);
    faults.add({ fault: "another-share", share: other.id, times: 2 });
    const { json } = await bench.api("GET", `${path}?include_resources=true`);
    expect(json.result).toMatchObject({
      id: other.id,
      account_id: owner,
      status: which === "deleted" ? "deleted" : "active",
      kind: which === "deleted" ? "sent" : "received",
      resources: [{ resource_id: RULESET }],
    });
    expect(json.result.associated_recipient_count).toBeUndefined();
    expect((await bench.api("GET", SHARES)).json.result).toMatchObject([{ id: other.id }]);
  });

  test("leaves a refusal as it is", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.cloudflare.faults.add({ fault: "another-share", share: idOf(path) });
    expect((await bench.api("GET", `${SHARES}/nothing`)).json).toMatchObject({
      success: false,
      result: null,
    });
  });
});

test.each<[OddAnswerName, string]>([
  ["by-hand", "before or after"],
  ["rewrite", "rewrite"],
  ["another-share", "share"],
])("%s without what it needs is refused", async (fault, missing) => {
  const { cloudflare } = await startBench();
  expect(() => cloudflare.faults.add({ fault })).toThrow(`the fault "${fault}" needs ${missing}`);
});

test("a name of an object's prototype is no fault", async () => {
  const { cloudflare } = await startBench();
  expect(() => cloudflare.faults.add({ fault: "toString" as OddAnswerName })).toThrow('no fault "toString"');
});
