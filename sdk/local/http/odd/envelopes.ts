import type { Rewrite } from "../httpAnswer";
import type { OddAnswerName } from "./names";
import { isObject, type Json, onJson, onValues, without } from "./rewriting";

const withoutCreated = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutCreated);
  return isObject(value) ? without(value, "created") : value;
};

/** What the published schema allows around a result, and what other servers make of values. */
export const envelopes = {
  "result-null": onJson((json) => ({ ...json, result: null })),
  "result-absent": onJson((json) => without(json, "result")),
  "errors-null": onJson((json) => ({ ...json, errors: null, messages: null })),
  "errors-absent": onJson((json) => without(json, "errors", "messages")),
  "no-content": ({ headers }) => ({
    status: 204,
    headers: without(headers, "content-type") as typeof headers,
  }),
  "created-absent": onJson((json) => ({ ...json, result: withoutCreated(json.result) })),
  "numbers-as-text": onValues((_, value) => (typeof value === "number" ? String(value) : undefined)),
  "name-trimmed": onValues((key, value) => (isText(key, value, "name") ? value.trim() : undefined)),
  "name-nfd": onValues((key, value) => (isText(key, value, "name") ? value.normalize("NFD") : undefined)),
  "meta-defaults": onValues((key, value) =>
    key === "meta" ? { enabled: true, schema_version: 1, ...(value as Json) } : undefined,
  ),
} satisfies Partial<Record<OddAnswerName, Rewrite>>;

const isText = (key: string, value: unknown, wanted: string): value is string =>
  key === wanted && typeof value === "string";
