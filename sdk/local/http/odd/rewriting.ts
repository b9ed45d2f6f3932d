import type { HttpAnswer, Rewrite } from "../httpAnswer";

export type Json = NonNullable<HttpAnswer["json"]>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An answer without JSON stays as it is. */
export const onJson =
  (change: (json: Json, asked: Parameters<Rewrite>[1]) => Json): Rewrite =>
  (answer, request) =>
    answer.json ? { ...answer, json: change(answer.json, request) } : answer;

/**
 * Replaces each value that sits under a key, at any depth. `change` returns undefined to look inside the value
 * instead. What users put into meta is left alone, unless `change` replaces the whole of it.
 */
function replaceValues(value: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => replaceValues(one, change));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, one]) => {
    const inside = () => (key === "meta" ? one : replaceValues(one, change));
    return [key, change(key, one) ?? inside()];
  });
  return Object.fromEntries(entries);
}

export const onValues = (change: (key: string, value: unknown) => unknown): Rewrite =>
  onJson((json) => replaceValues(json, change) as Json);

export function without(object: Json, ...keys: string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
