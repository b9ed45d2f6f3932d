import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { otherRulesetId, rulesetId } from "../engine/declarations";
import { contractDifferences } from "./contract";
import { compareWithContract } from "./differences";
import { type Exchange, Traffic } from "./traffic";
import { verdict } from "./verdict";

let cloudflare: LocalCloudflare;
let shareId: string;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  shareId = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "Baseline",
    recipients: [localAccount(1)],
    resources: [{ resourceId: rulesetId }],
  }).id;
});
afterEach(() => cloudflare.close());

const shares = `/accounts/${localOwner}/shares`;

async function ask(method: string, target: string, body?: unknown): Promise<Exchange> {
  const exchange = new Traffic().begin("engine", method, target);
  const answer = await fetch(`${cloudflare.url}${target}`, {
    method,
    headers: { authorization: "Bearer local-token" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  exchange.answer = { status, text: await answer.text(), header: (name) => headers.get(name) };
  return exchange;
}

const resource = (id: string) => ({
  resource_type: "custom-ruleset",
  resource_id: id,
  resource_account_id: localOwner,
  meta: {},
});

test("the local Cloudflare answers every request as the contract says", async () => {
  const { resources, recipients } = cloudflare.dashboard.share(shareId);
  const share = `${shares}/${shareId}`;
  const included = "include_resources=true&include_recipient_counts=true";
  const exchanges = [
    await ask(
      "GET",
      `${shares}?status=active&kind=sent&order=created&direction=asc&page=1&per_page=50&${included}`,
    ),
    await ask("GET", `${shares}?order=created&direction=desc&page=2&per_page=1`),
    await ask("POST", shares, {
      name: "Another",
      recipients: [{ recipient_account_id: localAccount(2) }],
      resources: [resource(rulesetId)],
    }),
    await ask("GET", `${share}?${included}`),
    await ask("GET", share),
    await ask("PUT", share, { name: "Renamed" }),
    await ask("GET", `${share}/recipients?include_resources=true`),
    await ask("GET", `${share}/recipients?page=1&per_page=20`),
    await ask("POST", `${share}/recipients`, { recipient_account_id: localAccount(3) }),
    await ask("PUT", `${share}/recipients`, [{ recipient_account_id: localAccount(1) }]),
    await ask("GET", `${share}/recipients/${recipients[0]?.id}?include_resources=true`),
    await ask("DELETE", `${share}/recipients/${recipients[0]?.id}`),
    await ask("POST", `${share}/resources`, resource(otherRulesetId)),
    await ask("GET", `${share}/resources?page=1&per_page=20`),
    await ask("GET", `${share}/resources/${resources[0]?.id}`),
    await ask("PUT", `${share}/resources/${resources[0]?.id}`, { meta: { mode: "log" } }),
    await ask("DELETE", `${share}/resources/${resources[0]?.id}`),
    await ask("DELETE", share),
    await ask("GET", `${shares}/${"f".repeat(32)}`),
    await ask("GET", `${shares}?per_page=51`),
  ];
  expect(exchanges.map(({ answer }) => answer?.status)).toEqual([
    ...[200, 200, 201, 200, 200, 200, 200, 200, 201, 204, 200, 200, 201, 200, 200, 200, 200, 200, 404, 400],
  ]);
  expect(compareWithContract(exchanges)).toEqual({ answers: exchanges.length, differences: [] });
});

/** The differences of an answer that is as the contract says, but for one change. */
async function differencesOf(
  target: string,
  // biome-ignore lint/suspicious/noExplicitAny: an answer to be bent at will
  change: (body: any) => unknown,
): Promise<string[]> {
  const exchange = await ask("GET", target);
  const body = JSON.parse(exchange.answer?.text ?? "");
  const changed = change(body);
  if (exchange.answer) exchange.answer.text = JSON.stringify(changed === undefined ? body : changed);
  return contractDifferences(exchange);
}

test.each<[string, (result: Record<string, unknown>) => unknown, string[]]>([
  [
    "an unknown field",
    (share) => Object.assign(share, { foo: "private" }),
    ["result.foo (string) is not in the contract"],
  ],
  [
    "a field not asked for",
    (share) => Object.assign(share, { resources: [] }),
    ["result.resources (array) is not in the contract"],
  ],
  [
    "a field that is an id",
    (share) => Object.assign(share, { [localOwner]: 1 }),
    ["result.{key} (number) is not in the contract"],
  ],
  ["a missing field", (share) => delete share.status, ["result.status is missing"]],
  [
    "an unlisted status",
    (share) => Object.assign(share, { status: "paused" }),
    ['result.status is "paused", which is not in the contract'],
  ],
  [
    "a status that is no word",
    (share) => Object.assign(share, { status: "Jane Doe" }),
    ["result.status is string, which is not in the contract"],
  ],
  ["a wrong type", (share) => Object.assign(share, { name: 7 }), ["result.name is number, not string"]],
  [
    "null",
    (share) => Object.assign(share, { organization_id: null }),
    ["result.organization_id is null, not string"],
  ],
  [
    "a date of another form",
    (share) => Object.assign(share, { created: "2026-11-24" }),
    ["result.created is no date of RFC 3339 with up to six fractional digits"],
  ],
  [
    "an id that is too long",
    (share) => Object.assign(share, { account_id: "a".repeat(36) }),
    ["result.account_id is longer than 32 characters"],
  ],
  [
    "another share",
    (share) => Object.assign(share, { id: "e".repeat(32) }),
    ["result.id is not the id asked for"],
  ],
])("%s is told", async (_what, change, expected) => {
  const found = await differencesOf(`${shares}/${shareId}`, ({ result }) => void change(result));
  expect(found).toEqual(expected);
});

test("an envelope that differs is told: errors, paging, order, filter, no JSON object", async () => {
  const list = `${shares}?status=active&order=created&direction=asc&page=1&per_page=50`;
  expect(await differencesOf(list, (body) => void Object.assign(body, { result_info: undefined }))).toEqual([
    "result_info is missing",
  ]);
  expect(
    await differencesOf(
      list,
      (body) => void Object.assign(body.result_info, { per_page: 20, count: 9, cursor: "x" }),
    ),
  ).toEqual([
    "result_info.cursor (string) is not in the contract",
    "result_info.per_page is not what was asked for",
    "result_info.count is not the number of items",
  ]);
  const bent = ({ result }: { result: Record<string, unknown>[] }) => {
    const [share] = result;
    result.push({ ...share, status: "deleted", created: "2000-01-01T00:00:00Z" });
  };
  expect(await differencesOf(list, (body) => void bent(body))).toEqual([
    "result_info.count is not the number of items",
    "result[].status is not the status asked for",
    "result[] is not in the order asked for",
  ]);
  expect(
    await differencesOf(
      `${shares}/${"f".repeat(32)}`,
      (body) => void Object.assign(body.errors[0], { code: 7 }),
    ),
  ).toEqual(["errors[].code is below 1000", "no error has the code 1004"]);
  expect(await differencesOf(`${shares}/${shareId}`, () => null)).toEqual([
    "the body is null, not object",
    "result.id is not the id asked for",
  ]);
});

test("headers and statuses that differ are told", async () => {
  const exchange = await ask("GET", `${shares}/${shareId}`);
  const answer = exchange.answer;
  if (!answer) throw new Error("no answer");
  const headers: Record<string, string> = {
    "cf-ray": "?",
    Ratelimit: '"default";r=1;t=2',
    "content-type": "text/html",
  };
  const header = (name: string) => headers[name] ?? null;
  const wrongHeaders = [
    "header cf-ray is not like 0123456789abcdef-LOC",
    "header Ratelimit-Policy is missing",
    "header content-type is not like application/json",
  ];
  exchange.answer = { status: 202, text: "<html>", header };
  expect(contractDifferences(exchange)).toEqual([
    ...wrongHeaders,
    "the status is 202, not 200",
    "the body is no JSON",
  ]);
  exchange.answer = { status: 418, text: "", header };
  expect(contractDifferences(exchange)).toEqual([...wrongHeaders, "the status 418 is not in the contract"]);
  exchange.answer = { ...answer, status: 429, text: "" };
  expect(contractDifferences(exchange)).toEqual(["header Retry-After is missing", "the body is no JSON"]);
});

test("differences fail the check with --strict alone", () => {
  const step = { name: "create", state: "ok" as const, reasons: [], requests: [], seconds: 1 };
  const comparison = {
    answers: 1,
    differences: ["GET /x: result.foo (string) is not in the contract (1 of 1 answers)"],
  };
  const result = { steps: [step], removal: { removed: [], failed: [] }, comparison };
  expect(verdict(result, { strict: false, by: undefined })).toEqual({
    code: 0,
    line: "live check passed: 1 step ok, 0 failed, 0 left out; 1 difference from the contract",
  });
  expect(verdict(result, { strict: true, by: undefined })).toMatchObject({ code: 1 });
  expect(verdict(result, { strict: false, by: "SIGINT" })).toMatchObject({ code: 130 });
  const leftBehind = { ...result, removal: { removed: ["a"], failed: [] } };
  expect(verdict(leftBehind, { strict: false, by: undefined })).toMatchObject({ code: 1 });
});
