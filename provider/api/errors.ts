import { ProviderError } from "../base/providerError";

/** One entry of the envelope's `errors`. */
export interface CloudflareFault {
  code: number | undefined;
  message: string;
  /** JSON pointer into the request's body. */
  pointer: string | undefined;
}

/** Cloudflare answered, and the answer is no. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly status: number,
    readonly faults: readonly CloudflareFault[],
    readonly cfRay: string | undefined,
    readonly retryAfterMs?: number,
  ) {
    super(`Cloudflare answered ${status}`);
  }

  hasCode(code: number): boolean {
    return this.faults.some((fault) => fault.code === code);
  }

  /**
   * The object of the request does not exist: 404 with code 1004. A 404 of any other kind (a proxy's page,
   * a wrong base URL, an unroutable path) proves nothing about the object and is not this.
   */
  get isMissing(): boolean {
    return this.status === 404 && this.hasCode(1004);
  }
}

export type BrokenKind = "unreachable" | "connection" | "timeout" | "malformed" | "redirect" | "certificate";

/** No usable answer came: whether the request was carried out is not known, unless `unreachable`. */
export class BrokenAnswer extends Error {
  override readonly name = "BrokenAnswer";
  constructor(
    readonly kind: BrokenKind,
    message: string,
    readonly status?: number,
    readonly cfRay?: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** What is not there is no failure for who only looks, or removes: undefined then. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.isMissing) return undefined;
    throw error;
  }
}

/** Tells which property of the user's a JSON pointer means: "/recipients/3/account_id" -> "recipients[3].accountId". */
export function propertyPath(pointer: string, base = ""): string {
  let path = base;
  for (const part of pointer.split("/").filter((piece) => piece !== "")) {
    if (/^\d+$/.test(part)) path += `[${part}]`;
    else
      path += `${path ? "." : ""}${part.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}`;
  }
  return path;
}

function valueAt(body: unknown, pointer: string): unknown {
  let value = body;
  for (const part of pointer.split("/").filter((piece) => piece !== "")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function hint(error: ApiError): string | undefined {
  if (error.status === 403 || error.hasCode(10000)) {
    return "the token is wrong, or lacks the permission Account > Resource Sharing (Read for refresh, Edit for changes) on this account";
  }
  if (error.status === 429)
    return "the token's request limit is used up, by this or another program; try again in five minutes";
  return undefined;
}

function describeFault(fault: CloudflareFault, body: unknown, base: string): string {
  const code = fault.code === undefined ? "" : ` (code ${fault.code})`;
  const message = fault.message.replace(/\s+/g, " ").trim();
  if (!fault.pointer) return `${message}${code}`;
  const value = valueAt(body, fault.pointer);
  const shown = typeof value === "string" ? ` (${value})` : "";
  return `${propertyPath(fault.pointer, base)}${shown}: ${message}${code}`;
}

/**
 * Error grammar: gerund, noun, id, cause; on a second line the cf-ray that Cloudflare's support asks for and
 * a hint where one helps.
 *
 * @param body what was sent, so that the pointer's value can be shown
 * @param base where the body sits among the resource's properties, when it is a part of them
 */
export function describeFailure(doing: string, cause: unknown, body?: unknown, base = ""): ProviderError {
  if (cause instanceof ProviderError) return cause;
  if (cause instanceof ApiError) {
    const faults = cause.faults.map((fault) => describeFault(fault, body, base)).join("; ");
    const more = [cause.cfRay && `cf-ray ${cause.cfRay}`, hint(cause)].filter(Boolean).join("; ");
    const said = faults || "without a reason";
    return new ProviderError(
      `${doing}: Cloudflare answered ${cause.status}: ${said}${more ? `\n${more}` : ""}`,
      { cause },
    );
  }
  if (cause instanceof BrokenAnswer) {
    return new ProviderError(`${doing}: ${cause.message}${cause.cfRay ? `\ncf-ray ${cause.cfRay}` : ""}`, {
      cause,
    });
  }
  return new ProviderError(`${doing}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}
