import { gunzipSync } from "node:zlib";
import { localAccount, localOrganizationId, localOwner, type OddAnswerName } from "../../../sdk/local";
import {
  type ApiAnswer,
  account,
  associations,
  type Bench,
  createdPath,
  idOf,
  RULESET,
  rawGet,
  ruleset,
  SHARES,
  shareBody,
  startBench,
  stopBenches,
} from "./support";

afterEach(stopBenches);

/** The answer to one request under a fault, and the answer to the same request without it. */
async function both(
  bench: Bench,
  fault: OddAnswerName,
  path: string,
): Promise<{ odd: ApiAnswer; plain: ApiAnswer }> {
  bench.cloudflare.faults.add({ fault });
  const odd = await bench.api("GET", path);
  const plain = await bench.api("GET", path);
  expect(bench.cloudflare.requests.at(-2)?.fault).toBe(fault);
  expect(plain.json.success).toBe(true);
  return { odd, plain };
}

const everything = "?include_resources=true&include_recipient_counts=true";

describe("envelopes", () => {
  test.each<[OddAnswerName, Record<string, unknown>]>([
    ["result-null", { success: true, errors: [], messages: [], result: null }],
    ["result-absent", { success: true, errors: [], messages: [] }],
  ])("%s, and the request is committed", async (fault, envelope) => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.cloudflare.faults.add({ fault, method: "PUT" });
    const answer = await bench.api("PUT", path, { name: "New" });
    expect([answer.status, answer.json]).toEqual([200, envelope]);
    expect((await bench.api("GET", path)).json.result.name).toBe("New");
  });

  test.each<[OddAnswerName, Record<string, unknown>]>([
    ["errors-null", { errors: null, messages: null }],
    ["errors-absent", {}],
  ])("%s", async (fault, lists) => {
    const bench = await startBench();
    const { odd, plain } = await both(bench, fault, await createdPath(bench));
    expect(odd.json).toEqual({ success: true, result: plain.json.result, ...lists });
  });

  test("no-content: 204 for whatever was done", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "no-content", times: 2 });
    const created = await bench.api("POST", SHARES, shareBody());
    expect([created.status, created.text]).toEqual([204, ""]);
    const [share] = bench.cloudflare.dashboard.shares();
    expect((await bench.api("DELETE", `${SHARES}/${share?.id}`)).status).toBe(204);
    expect(bench.cloudflare.dashboard.shares()).toMatchObject([{ status: "deleting" }]);
    expect(bench.cloudflare.requests.map(({ status }) => status)).toEqual([204, 204]);
  });

  test("created-absent, in a list and alone", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const one = await both(bench, "created-absent", path);
    const { created, ...rest } = one.plain.json.result;
    expect(created).toMatch(/^2026/);
    expect(one.odd.json.result).toEqual(rest);
    const list = await both(bench, "created-absent", SHARES);
    expect(list.odd.json.result).toEqual([rest]);
  });
});

describe("values", () => {
  test("numbers-as-text: counts, versions, pages and codes, but not what is in meta", async () => {
    const bench = await startBench();
    const path = await createdPath(bench, { resources: [{ ...ruleset(), meta: { level: 3 } }] });
    const { odd } = await both(bench, "numbers-as-text", path + everything);
    expect(odd.json.result).toMatchObject({
      associating_recipient_count: "2",
      resources: [{ resource_version: "1", meta: { level: 3 } }],
    });
    const list = await both(bench, "numbers-as-text", SHARES);
    expect(list.odd.json.result_info).toMatchObject({ page: "1", total_count: "1" });
    bench.cloudflare.faults.add({ fault: "numbers-as-text" });
    expect((await bench.api("GET", `${SHARES}/nothing`)).json.errors).toMatchObject([{ code: "1004" }]);
  });

  test("upper-case-ids: in answers, and then in paths too", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    bench.cloudflare.faults.add({ fault: "upper-case-ids", times: 99 });
    const asked = `${SHARES}/${idOf(path).toUpperCase()}`;
    const share = (await bench.api("GET", asked + everything)).json.result;
    expect(share).toMatchObject({
      id: idOf(path).toUpperCase(),
      account_id: localOwner.toUpperCase(),
      organization_id: localOrganizationId.toUpperCase(),
      name: "Baseline",
      status: "active",
      resources: [{ resource_id: RULESET.toUpperCase(), resource_account_id: localOwner.toUpperCase() }],
    });
    const [recipient] = (await bench.api("GET", `${asked}/recipients`)).json.result;
    expect(recipient.account_id).toBe(localAccount(1).toUpperCase());
    expect((await bench.api("DELETE", `${asked}/recipients/${recipient.id}`)).status).toBe(200);
    bench.cloudflare.faults.clear();
    expect((await associations(bench, path))[localAccount(1)]).toBe("disassociating");
    expect((await bench.api("GET", asked)).status).toBe(404);
  });

  test("name-trimmed and name-nfd: the server made something else of the name", async () => {
    const bench = await startBench();
    const path = await createdPath(bench, { name: " Caf\u00e9 " });
    expect((await both(bench, "name-trimmed", path)).odd.json.result.name).toBe("Caf\u00e9");
    expect((await both(bench, "name-nfd", path)).odd.json.result.name).toBe(" Cafe\u0301 ");
  });

  test("meta-defaults: keys that nobody sent", async () => {
    const bench = await startBench();
    const path = await createdPath(bench, { resources: [{ ...ruleset(), meta: { enabled: false } }] });
    const { odd } = await both(bench, "meta-defaults", path + everything);
    expect(odd.json.result.resources[0].meta).toEqual({ enabled: false, schema_version: 1 });
  });
});

test.each<[OddAnswerName, string]>([
  ["text-half-surrogate", "\ud83d"],
  ["text-control-characters", "\u0000"],
  ["text-escape-sequences", "\u001b[31m"],
  ["text-workflow-commands", "\r\n::error file=index.ts,line=1::injected\r\n::stop-commands::resume"],
])("%s: in every text that a client shows", async (fault, addition) => {
  const bench = await startBench();
  bench.cloudflare.dashboard.refuseDelivery({ accountId: localAccount(1), error: "no", terminal: true });
  const path = await createdPath(bench);
  bench.pass(100);
  const share = (await both(bench, fault, path)).odd.json.result;
  expect(share.name.startsWith(`Baseline${addition}`)).toBe(true);
  expect(share.account_name.startsWith(`Local Account 0${addition}`)).toBe(true);
  expect(share.status).toBe("active");
  const { odd } = await both(bench, fault, `${path}/recipients?include_resources=true`);
  const errors = odd.json.result.map((one: { resources: { error: string }[] }) => one.resources[0]?.error);
  expect(errors).toEqual([expect.stringContaining(`no${addition}`), ""]);
  bench.cloudflare.faults.add({ fault });
  const [{ message }] = (await bench.api("GET", `${SHARES}/nothing`)).json.errors;
  expect(message.startsWith(`share not found${addition}`)).toBe(true);
});

describe("refusals that are not carried out", () => {
  const refused = async (fault: OddAnswerName) => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault });
    const answer = await bench.api("POST", SHARES, shareBody());
    expect(bench.cloudflare.dashboard.shares()).toEqual([]);
    expect(bench.cloudflare.requests).toMatchObject([{ fault, status: answer.status, body: shareBody() }]);
    return answer;
  };

  test.each<[OddAnswerName, number, string, string]>([
    ["400-html", 400, "text/html; charset=UTF-8", "<!DOCTYPE html>"],
    ["400-text", 400, "text/plain", "error code: 1003"],
    ["challenge", 403, "text/html; charset=UTF-8", "<!DOCTYPE html>"],
  ])("%s", async (fault, status, type, start) => {
    const answer = await refused(fault);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
    expect(answer.text.startsWith(start)).toBe(true);
    expect(answer.headers.get("cf-mitigated")).toBe(fault === "challenge" ? "challenge" : null);
  });

  test.each<[OddAnswerName, number, unknown]>([
    ["400-errors-text", 400, { success: false, errors: ["no such account"], result: null }],
    ["400-errors-object", 400, { success: false, errors: {}, result: null }],
    ["400-error-text", 400, { error: "no such account" }],
    [
      "400-6003",
      400,
      expect.objectContaining({
        errors: [
          {
            code: 6003,
            message: "Invalid request headers",
            error_chain: [{ code: 6111, message: "Invalid format for Authorization header" }],
          },
        ],
      }),
    ],
    ["401-1000", 401, expect.objectContaining({ errors: [{ code: 1000, message: "Invalid API Token" }] })],
    ["403-9109", 403, expect.objectContaining({ errors: [expect.objectContaining({ code: 9109 })] })],
  ])("%s", async (fault, status, body) => {
    const answer = await refused(fault);
    expect([answer.status, answer.json]).toEqual([status, body]);
  });

  test("407, from a proxy", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "407" });
    const { status, headers } = await rawGet(bench, SHARES);
    expect([status, headers["proxy-authenticate"]]).toEqual([407, 'Basic realm="proxy"']);
  });

  test.each<[OddAnswerName, string | null, string | null]>([
    ["429-ratelimit", null, '"default";r=0;t=7'],
    ["429-policies", null, '"burst";r=3;t=1, "default";r=0;t=30'],
    ["429-zero", "0", null],
    ["429-past", "Wed, 21 Oct 2015 07:28:00 GMT", null],
    ["429-fraction", "1.5", null],
    ["429-negative", "-5", null],
  ])("%s", async (fault, retryAfter, ratelimit) => {
    const { status, headers, json } = await refused(fault);
    expect([status, json.errors[0].code]).toEqual([429, 10013]);
    expect([headers.get("retry-after"), headers.get("ratelimit")]).toEqual([retryAfter, ratelimit]);
  });
});

describe("hostile bodies, after the commit", () => {
  test("angle-brackets", async () => {
    const bench = await startBench();
    const path = await createdPath(bench);
    const { odd } = await both(bench, "angle-brackets", path);
    expect(odd.text).toBe("<".repeat(100_000));
    bench.cloudflare.faults.add({ fault: "angle-brackets", method: "PUT" });
    const put = await bench.api("PUT", `${path}/recipients`, [account(1), account(3)]);
    expect([put.status, put.text.length]).toEqual([200, 100_000]);
    expect(Object.keys(await associations(bench, path))).toContain(localAccount(3));
  });

  test("gzip-bomb", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "gzip-bomb" });
    const { headers, body } = await rawGet(bench, SHARES);
    expect(headers).toMatchObject({ "content-encoding": "gzip", "content-type": "application/json" });
    expect(body.length).toBeLessThan(100_000);
    expect(gunzipSync(body)).toHaveLength(50 * 1024 * 1024);
  });

  test("deep-json", async () => {
    const bench = await startBench();
    bench.cloudflare.faults.add({ fault: "deep-json" });
    const { text } = await bench.api("GET", SHARES);
    expect(text).toContain("[".repeat(100_000) + "]".repeat(100_000));
  });
});

test("stall: headers and half of the body, and then nothing until the server closes", async () => {
  const bench = await startBench();
  const path = await createdPath(bench);
  const whole = (await bench.api("GET", path)).text;
  bench.cloudflare.faults.add({ fault: "stall" });
  const response = await fetch(bench.cloudflare.url + path, {
    headers: { authorization: "Bearer local-token" },
  });
  expect(response.headers.get("content-length")).toBe(String(whole.length));
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(Buffer.from(first?.value ?? []).toString()).toBe(whole.slice(0, whole.length / 2));
  let settled = false;
  const next = reader?.read().then(
    () => "more",
    () => "broken",
  );
  void next?.finally(() => {
    settled = true;
  });
  await bench.api("GET", SHARES);
  expect(settled).toBe(false);
  await bench.cloudflare.close();
  expect(await next).toBe("broken");
});
