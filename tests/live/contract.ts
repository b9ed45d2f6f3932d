import { z } from "zod";
import type { HttpAnswer } from "../../provider/api/transport";
import { askedDifferences } from "./asked";
import { failure, type Paging, recipientFor, shareFor, shareResource, success } from "./shapes";
import { type Exchange, routeOf } from "./traffic";

interface Route {
  status: number;
  /** Undefined: no body at all. */
  result?: (query: URLSearchParams) => z.ZodType;
  paging?: Paging;
}

const oneShare = (status: number): Route => ({ status, result: shareFor });
const oneResource = (status: number): Route => ({ status, result: () => shareResource });
const oneRecipient = (status: number): Route => ({ status, result: recipientFor });
const share = "/accounts/{id}/shares/{id}";

/** What the contract says of the requests for shares, their recipients and resources. */
const routes: Record<string, Route> = {
  "GET /accounts/{id}/shares": { status: 200, result: (query) => z.array(shareFor(query)), paging: "always" },
  "POST /accounts/{id}/shares": oneShare(201),
  [`GET ${share}`]: oneShare(200),
  [`PUT ${share}`]: oneShare(200),
  [`DELETE ${share}`]: oneShare(200),
  [`GET ${share}/recipients`]: {
    status: 200,
    result: (query) => z.array(recipientFor(query)),
    paging: "if asked",
  },
  [`POST ${share}/recipients`]: oneRecipient(201),
  [`PUT ${share}/recipients`]: { status: 204 },
  [`GET ${share}/recipients/{id}`]: oneRecipient(200),
  [`DELETE ${share}/recipients/{id}`]: oneRecipient(200),
  [`GET ${share}/resources`]: { status: 200, result: () => z.array(shareResource), paging: "always" },
  [`POST ${share}/resources`]: oneResource(201),
  [`GET ${share}/resources/{id}`]: oneResource(200),
  [`PUT ${share}/resources/{id}`]: oneResource(200),
  [`DELETE ${share}/resources/{id}`]: oneResource(200),
};

/** A refusal, and the code without which it is not the one that the contract knows. */
const refusals: Record<number, { code?: number }> = {
  400: {},
  403: { code: 10_000 },
  404: { code: 1004 },
  429: {},
};

const headerForms: Record<string, { form: RegExp; like: string }> = {
  "cf-ray": { form: /^[0-9a-f]+-[A-Z0-9]+$/, like: "0123456789abcdef-LOC" },
  Ratelimit: { form: /^"[^"]*";r=\d+;t=\d+$/, like: '"default";r=50;t=30' },
  "Ratelimit-Policy": { form: /^"[^"]*";q=1200;w=300$/, like: '"default";q=1200;w=300' },
};

/** Where an answer is not what the contract says; empty when nowhere. Names fields and types, never a private value. */
export function contractDifferences(exchange: Exchange): string[] {
  const { answer } = exchange;
  if (!answer) return [];
  const route = routes[routeOf(exchange)];
  if (!route) return ["the request is not in the contract"];
  return [...headerDifferences(answer), ...bodyDifferences(exchange, route, answer)];
}

function headerDifferences(answer: HttpAnswer): string[] {
  const expected = Object.entries(headerForms);
  if (answer.status !== 204)
    expected.push(["content-type", { form: /^application\/json\b/, like: "application/json" }]);
  if (answer.status === 429) expected.push(["Retry-After", { form: /^\d+$/, like: "30" }]);
  return expected.flatMap(([name, { form, like }]) => {
    const value = answer.header(name);
    if (value === null) return [`header ${name} is missing`];
    return form.test(value) ? [] : [`header ${name} is not like ${like}`];
  });
}

function bodyDifferences(exchange: Exchange, route: Route, answer: HttpAnswer): string[] {
  if (answer.status >= 400) return refusalDifferences(answer);
  const status =
    answer.status === route.status ? [] : [`the status is ${answer.status}, not ${route.status}`];
  if (!route.result) return answer.text === "" ? status : [...status, "there is a body"];
  const body = parsed(answer.text);
  if (body === undefined) return [...status, "the body is no JSON"];
  const isPageAsked = exchange.query.has("page") || exchange.query.has("per_page");
  const schema = success(route.result(exchange.query), route.paging ?? "never", isPageAsked);
  return [...status, ...issuesOf(schema, body), ...askedDifferences(exchange, body)];
}

function refusalDifferences({ status, text }: HttpAnswer): string[] {
  const known = refusals[status];
  if (!known) return [`the status ${status} is not in the contract`];
  const body = parsed(text);
  if (body === undefined) return ["the body is no JSON"];
  const { errors } = (body ?? {}) as { errors?: { code?: unknown }[] };
  const hasCode = Array.isArray(errors) && errors.some((one) => one?.code === known.code);
  return [
    ...issuesOf(failure, body),
    ...(known.code === undefined || hasCode ? [] : [`no error has the code ${known.code}`]),
  ];
}

function issuesOf(schema: z.ZodType, body: unknown): string[] {
  const issues = schema.safeParse(body).error?.issues ?? [];
  return issues.flatMap((issue) => statements(issue, body));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function statements(issue: z.core.$ZodIssue, body: unknown): string[] {
  const value = valueAt(body, issue.path);
  const path = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const type = typeName((value as Record<string, unknown>)[key]);
      return `${pathText([...issue.path, key])} (${type}) is not in the contract`;
    });
  }
  if (value === undefined) return [`${path} is missing`];
  if (issue.code === "invalid_type") return [`${path} is ${typeName(value)}, not ${expectedType(issue)}`];
  if (issue.code === "invalid_value")
    return [`${path} is ${vocabulary(value)}, which is not in the contract`];
  return [`${path} ${issue.message}`];
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    body,
  );
}

/** "result[].resources[].status" */
function pathText(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === "number" ? "[]" : `.${fieldName(String(part))}`));
  return parts.join("").replace(/^\./, "") || "the body";
}

/** A field's name is Cloudflare's word; a key that is an id or an address would tell something of the account. */
const fieldName = (key: string): string =>
  /^[a-z][a-z0-9_]{0,39}$/.test(key) && !/[0-9a-f]{16}|\d{4}/.test(key) ? key : "{key}";

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** zod's "record" is an object of any fields. */
const expectedType = ({ expected }: z.core.$ZodIssueInvalidType): string =>
  expected === "record" ? "object" : expected;

/** A status or a type is Cloudflare's word and no secret; anything else is told by its type alone. */
function vocabulary(value: unknown): string {
  if (typeof value === "boolean") return String(value);
  const isWord = typeof value === "string" && /^[a-z][a-z_-]{0,39}$/.test(value);
  return isWord ? `"${value}"` : typeName(value);
}
