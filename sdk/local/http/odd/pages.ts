import { randomUUID } from "node:crypto";
import type { HttpAnswer, Rewrite } from "../httpAnswer";
import type { LoggedRequest } from "../requestLog";
import type { Effect } from "../victim";
import type { OddAnswerName } from "./names";
import { isObject, type Json, onJson, without } from "./rewriting";

const info = (changes: Json): Rewrite =>
  onJson((json) =>
    isObject(json.result_info) ? { ...json, result_info: { ...json.result_info, ...changes } } : json,
  );

/** A list that says something else about its pages. */
export const pageInfos = {
  "page-info-absent": onJson((json) => without(json, "result_info")),
  "page-info-wrong": info({ page: 7, per_page: 3, count: 0, total_count: 1, total_pages: 1 }),
  "total-pages-zero": info({ total_pages: 0 }),
  "total-pages-one": info({ total_pages: 1 }),
  "total-pages-high": info({ total_pages: 1000 }),
  "total-count-zero": info({ total_count: 0 }),
  "total-count-high": info({ total_count: 1000 }),
  "empty-page": onJson((json) => (Array.isArray(json.result) ? { ...json, result: [] } : json)),
} satisfies Partial<Record<OddAnswerName, Rewrite>>;

const pageSizeOf = ({ query }: LoggedRequest) => Number(query.per_page ?? 20);
const isPaged = ({ query }: LoggedRequest) => query.page !== undefined || query.per_page !== undefined;
const isList = ({ method, path }: LoggedRequest) =>
  method === "GET" && /\/(shares|recipients|excluded-recipients|resources)$/.test(path);

/** The first page over and over, with new ids, and always one more page behind it. */
function freshPage(answer: HttpAnswer, request: LoggedRequest): HttpAnswer {
  const rows = answer.json?.result;
  if (!Array.isArray(rows) || rows.length === 0) return answer;
  const size = pageSizeOf(request);
  const page = Number(request.query.page ?? 1);
  const result = Array.from({ length: size }, (_, i) => ({
    ...(rows[i % rows.length] as Json),
    id: randomUUID().replaceAll("-", ""),
  }));
  const result_info = {
    page,
    per_page: size,
    count: size,
    total_count: (page + 1) * size,
    total_pages: page + 1,
  };
  return { ...answer, json: { ...answer.json, result, result_info } };
}

/** A list whose pages are other than asked for, or change while they are read. */
export const pageEffects = {
  "endless-pages": async (victim) => {
    const { request } = victim;
    const first = isList(request) ? { query: { ...request.query, page: "1" } } : {};
    victim.send(await victim.commit(first), freshPage);
  },
  "small-pages": async (victim) => {
    const { request } = victim;
    const per_page = String(Math.min(5, pageSizeOf(request)));
    victim.send(await victim.commit(isList(request) ? { query: { ...request.query, per_page } } : {}));
  },
  "unasked-pages": async (victim) => {
    const { request } = victim;
    const isWhole = isList(request) && !isPaged(request);
    victim.send(await victim.commit(isWhole ? { query: { ...request.query, per_page: "20" } } : {}));
  },
  "swap-between-pages": async (victim) => {
    const answer = await victim.commit();
    victim.bystander.deleteFirstOf(answer);
    victim.bystander.createShare("last");
    victim.send(answer);
  },
  "grow-pages": async (victim) => {
    const answer = await victim.commit();
    victim.bystander.createShare("last");
    victim.send(answer);
  },
  "ignore-kind": async (victim) => victim.send(await victim.commit({ ignoring: "kind" })),
  "ignore-status": async (victim) => victim.send(await victim.commit({ ignoring: "status" })),
  "ignore-account": async (victim) => victim.send(await victim.commit({ ignoring: "account" })),
} satisfies Partial<Record<OddAnswerName, Effect>>;
