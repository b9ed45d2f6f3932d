/** What every request must be, whatever it is about. */
import type { z } from "zod";
import type { Params } from "../call";
import { type ApiError, codes, problem } from "../envelope";
import { Refusal, refuse } from "./refusal";

export const notAllowed = (): Refusal => refuse(403, codes.authentication, "Authentication error");

export const rateLimited = (headers: Record<string, string>): Refusal =>
  new Refusal(429, [problem(codes.rateLimited, "Rate limited. Please wait and try again.")], headers);

export const wrongMethod = (method: string): Refusal =>
  refuse(405, codes.wrongMethod, `Method ${method} not available for that URI`);

/** Worded as Cloudflare does when it finds no route. */
export const noRoute = (path: string): Refusal =>
  refuse(
    404,
    codes.noRoute,
    `Could not route to /client/v4${path}, perhaps your object identifier is invalid?`,
  );

export const noJson = (): Refusal => refuse(400, codes.invalid, "the request body is no JSON");

export function checkIds(ids: Params): void {
  for (const [name, id] of Object.entries(ids)) {
    if (id.length > 32) throw refuse(400, codes.invalid, `the ${name} id is longer than 32 characters`);
  }
}

const pointerTo = (path: readonly PropertyKey[]): string => path.map((part) => `/${String(part)}`).join("");

function problemsOf(issue: z.core.$ZodIssue): ApiError[] {
  if (issue.code !== "unrecognized_keys")
    return [problem(codes.invalid, issue.message, pointerTo(issue.path))];
  return issue.keys.map((key) =>
    problem(codes.invalid, `unknown field "${key}"`, pointerTo([...issue.path, key])),
  );
}

/** Reports every problem at once, each with a JSON pointer. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, parsed.error.issues.flatMap(problemsOf));
}

export function checkPageSize(perPage: number, limit: number): void {
  if (perPage > limit) {
    throw refuse(400, codes.invalid, `per_page must not be above ${limit}`, "/per_page");
  }
}
