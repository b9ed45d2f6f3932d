import { isPlainObject } from "../base/values";
import type { CloudflareFault } from "./errors";

/** A number, also one that is sent as text. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value)) return Number(value);
  return typeof value === "number" ? value : undefined;
}

const textIn = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? value : undefined);

/** An envelope of Cloudflare's, as far as one can tell: other servers speak JSON too. */
export function isEnvelope(json: unknown): boolean {
  return isPlainObject(json) && (typeof json.success === "boolean" || Array.isArray(json.errors));
}

/**
 * What an answer says is wrong, in whatever form: a list of objects or of texts, or an `error` or `message` alone.
 * Undefined for JSON that says nothing of the kind.
 */
export function faultsIn(json: unknown): CloudflareFault[] | undefined {
  if (!isPlainObject(json)) return undefined;
  const { errors, error, message, code } = json;
  const listed = listOf(errors).map(faultOf);
  if (listed.length > 0) return listed;
  const single = textIn(error) ?? textIn(message);
  if (single !== undefined) return [{ ...faultOf(single), code: numberIn(code) }];
  if (isPlainObject(error)) return listOf(error).map(faultOf);
  return isEnvelope(json) ? [] : undefined;
}

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return textIn(value) !== undefined || (isPlainObject(value) && Object.keys(value).length > 0)
    ? [value]
    : [];
}

function faultOf(value: unknown): CloudflareFault {
  if (!isPlainObject(value))
    return { code: undefined, message: textIn(value) ?? "no message", pointer: undefined };
  const { code, message, error, source } = value;
  const chain = chainIn(value);
  return {
    code: numberIn(code),
    message: textIn(message) ?? textIn(error) ?? "no message",
    pointer: isPlainObject(source) ? textIn(source.pointer) : undefined,
    ...(chain.length > 0 ? { chain } : {}),
  };
}

const mostLinks = 5;

/** The causes of a fault, each of which may have causes of its own. */
function chainIn(fault: Record<string, unknown>): CloudflareFault[] {
  const links: CloudflareFault[] = [];
  const open = listOf(fault.error_chain);
  for (let next = open.shift(); next !== undefined && links.length < mostLinks; next = open.shift()) {
    links.push(faultOf(isPlainObject(next) ? { ...next, error_chain: undefined } : next));
    if (isPlainObject(next)) open.push(...listOf(next.error_chain));
  }
  return links;
}
