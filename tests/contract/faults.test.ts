import { localAccount, localOwner } from "../../sdk/local";
import { type Exchange, Traffic } from "../live/traffic";
import { type Route, readContract } from "./contract";
import { answerFaults, requestFaults } from "./faults";

let routes: Route[];
beforeAll(async () => {
  routes = await readContract();
});

const shares = `/accounts/${localOwner}/shares`;
const share = `${shares}/${"5".repeat(32)}`;

function exchange(method: string, target: string, rest: Partial<Exchange> = {}): Exchange {
  return Object.assign(new Traffic().begin("engine", method, target), rest);
}

describe("what is wrong with a request", () => {
  const faults = (method: string, target: string, body?: unknown, contentType = "application/json") => {
    const sent = body === undefined ? {} : { body: { text: JSON.stringify(body), contentType } };
    const found = requestFaults(routes, exchange(method, target, sent));
    return found.map((fault) => fault.replace(`${method} ${target} `, ""));
  };
  const account = { recipient_account_id: localAccount(1) };
  const resource = {
    meta: {},
    resource_account_id: localOwner,
    resource_id: "d".repeat(32),
    resource_type: "custom-ruleset",
  };
  const whole = { name: "Baseline", recipients: [account], resources: [resource] };

  test("nothing", () => {
    expect(faults("POST", shares, whole)).toEqual([]);
    expect(faults("PUT", `${share}/recipients`, [account, {}])).toEqual([]);
    expect(faults("GET", `${shares}?page=2&per_page=50&tag=a&tag=b&include_resources=true`)).toEqual([]);
  });

  test.each([
    ["a field too many", { ...whole, color: "red" }, "body must NOT have additional properties: color"],
    ["no name", { ...whole, name: undefined }, "body must have required property 'name'"],
    ["no recipient", { ...whole, recipients: [] }, "body/recipients must NOT have fewer than 1 items"],
    [
      "the deprecated alias",
      { ...whole, recipients: [{ account_id: localAccount(1) }] },
      'body/recipients/0/account_id must pass "deprecated" keyword validation',
    ],
    [
      "meta as text",
      { ...whole, resources: [{ ...resource, meta: "{}" }] },
      "body/resources/0/meta must be object",
    ],
  ])("%s", (_, body, fault) => {
    expect(faults("POST", shares, body)).toEqual([fault]);
  });

  test.each([
    ["GET", `${shares}?colour=red`, "the query has colour"],
    ["GET", `${shares}?per_page=51`, "per_page must be <= 50"],
    ["GET", `${shares}?page=1&page=2`, "page must be integer"],
    ["GET", `${shares}?include_resources=yes`, "include_resources must be boolean"],
    ["GET", `${share}/recipients?status=active`, "the query has status"],
    ["GET", `${shares}/${"5".repeat(33)}`, "share_id must NOT have more than 32 characters"],
    ["PATCH", share, "is no operation of the document"],
  ])("%s %s", (method, target, fault) => {
    expect(faults(method, target)).toEqual([fault]);
  });

  test("a body of another type, or where none belongs", () => {
    expect(faults("PUT", share, { name: "n" }, "text/plain")).toEqual(["content-type is text/plain"]);
    expect(faults("DELETE", share, {})).toEqual(["has a body"]);
  });
});

describe("what is wrong with an answer", () => {
  const date = "2026-03-01T12:00:00.000001Z";
  const wire = {
    id: "5".repeat(32),
    account_id: localOwner,
    account_name: "Acme",
    created: date,
    modified: date,
    name: "Baseline",
    organization_id: "0".repeat(32),
    status: "active",
    target_type: "account",
    kind: "sent",
  };
  const headers: Record<string, string> = {
    "content-type": "application/json",
    "cf-ray": "0123456789abcdef-LOC",
    ratelimit: '"default";r=50;t=30',
    "ratelimit-policy": '"default";q=1200;w=300',
  };
  interface Changes {
    method?: string;
    target?: string;
    status?: number;
    headers?: Record<string, string | undefined>;
  }
  const faults = (body: unknown, { method = "GET", target = share, status = 200, ...rest }: Changes = {}) => {
    const all = { ...headers, ...rest.headers };
    const answer = {
      status,
      text: body === undefined ? "" : JSON.stringify(body),
      header: (name: string) => all[name.toLowerCase()] ?? null,
    };
    const found = answerFaults(routes, exchange(method, target, { answer }));
    return found.map((fault) => fault.replace(`${method} ${target} ${status}: `, ""));
  };
  const success = (result: unknown) => ({ success: true, errors: [], messages: [], result });
  const refusal = (code: number) => ({ success: false, errors: [{ code, message: "no" }], result: null });

  test("nothing", () => {
    expect(faults(success(wire))).toEqual([]);
    expect(faults({ success: true, errors: null })).toEqual([]);
    expect(faults(success(null), { target: shares })).toEqual([]);
    expect(faults(undefined, { method: "PUT", target: `${share}/recipients`, status: 204 })).toEqual([]);
    expect(faults(refusal(1004), { status: 404 })).toEqual([]);
    expect(faults(refusal(10_000), { status: 500 })).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ["a field too many", { ...wire, plan: "free" }, "/result must NOT have additional properties: plan"],
    ["a field missing", { ...wire, name: undefined }, "/result must have required property 'name'"],
    [
      "an unknown status",
      { ...wire, status: "gone" },
      "/result/status must be equal to one of the allowed values",
    ],
    [
      "nanoseconds",
      { ...wire, created: "2026-03-01T12:00:00.000000001Z" },
      '/result/created must match pattern "^[^.]*(\\.\\d{1,6})?(Z|[+-]\\d\\d:\\d\\d)$"',
    ],
    ["null instead of a share", null, "/result must be object"],
    [
      "resources without having been asked",
      { ...wire, resources: [] },
      "/result/resources is there, include_resources says otherwise",
    ],
  ])("%s", (_, result, fault) => {
    expect(faults(success(result))).toEqual([fault]);
  });

  test("what was asked for and is missing, in a list too", () => {
    const query = "?include_resources=true";
    const fault = "resources is missing, include_resources says otherwise";
    expect(faults(success(wire), { target: `${share}${query}` })).toEqual([`/result/${fault}`]);
    expect(faults(success([wire]), { target: `${shares}${query}` })).toEqual([`/result/0/${fault}`]);
  });

  test("the envelope, the status, the body, the headers", () => {
    expect(faults({ ...success(wire), pages: 1 })).toEqual([" must NOT have unevaluated properties: pages"]);
    expect(faults(success(wire), { status: 202 })[0]).toContain("202 is no status of getShare");
    expect(faults(success(wire), { method: "PUT", target: `${share}/recipients`, status: 204 })).toEqual([
      "has a body",
    ]);
    expect(faults(success(wire), { headers: { "cf-ray": undefined } })).toEqual(["header cf-ray is missing"]);
    expect(faults(success(wire), { headers: { "content-type": "text/html" } })).toEqual([
      "content-type is text/html",
    ]);
    expect(faults(refusal(1_001), { status: 404 })).toEqual([
      "/errors/0/code must be equal to constant",
      "/errors must contain at least 1 valid item(s)",
    ]);
    expect(faults(refusal(10_013), { status: 429 })).toEqual(["header Retry-After is missing"]);
  });
});
