import { isDeeperThan, isPlainObject } from "../base/values";
import { type CloudflareFault, mostFaultsRead } from "./errors";

/** A number, also one that is sent as text. */
export function numberIn(value: unknown): number | undefined {
  const isNumeric = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value);
  const number = isNumeric ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
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
  const { errors, error, message, messages, success } = json;
  const listed = allIn(errors);
  if (listed.length > 0) return listed;
  if (textIn(error) ?? textIn(message)) return [faultOf(json)];
  if (isPlainObject(error)) return allIn(error);
  if (success === false) return allIn(messages);
  return isEnvelope(json) ? [] : undefined;
}

const allIn = (value: unknown): CloudflareFault[] => listOf(value).slice(0, mostFaultsRead).map(faultOf);

function listOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return textIn(value) !== undefined || (isPlainObject(value) && Object.keys(value).length > 0)
    ? [value]
    : [];
}

function faultOf(value: unknown): CloudflareFault {
  if (!isPlainObject(value)) return { code: undefined, message: wordsOf(value), pointer: undefined };
  const { code, message, error, error_description, error_chain, source, documentation_url, ...others } =
    value;
  const said = [textIn(message) ?? textIn(error), textIn(error_description)].filter(Boolean).join(": ");
  const chain = chainIn(error_chain);
  return {
    code: numberIn(code),
    message: said || wordsOf(others),
    pointer: isPlainObject(source) ? textIn(source.pointer) : undefined,
    ...(chain.length > 0 ? { chain } : {}),
  };
}

/** What is said in no form that is known, as it came. */
function wordsOf(value: unknown): string {
  if (typeof value === "number") return String(value);
  const isNothing = value === null || typeof value !== "object" || Object.keys(value).length === 0;
  if (isNothing || isDeeperThan(deepestShown, value)) return textIn(value) ?? "no message";
  return JSON.stringify(value);
}

const deepestShown = 20;
const mostLinks = 5;

/** The causes of a fault, each of which may have causes of its own. */
function chainIn(chain: unknown): CloudflareFault[] {
  const links: CloudflareFault[] = [];
  const open = listOf(chain).slice(0, mostLinks);
  for (let next = open.shift(); next !== undefined && links.length < mostLinks; next = open.shift()) {
    const { error_chain, ...link } = isPlainObject(next)
      ? next
      : { error_chain: undefined, message: wordsOf(next) };
    links.push(faultOf(link));
    open.push(...listOf(error_chain).slice(0, mostLinks));
  }
  return links;
}
