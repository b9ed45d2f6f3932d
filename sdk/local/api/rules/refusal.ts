import { type ApiError, problem } from "../envelope";

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly errors: ApiError[],
    readonly headers: Record<string, string> = {},
  ) {
    super(errors.map((error) => error.message).join("; "));
  }
}

export const refuse = (status: number, code: number, message: string, pointer?: string): Refusal =>
  new Refusal(status, [problem(code, message, pointer)]);

export function refuseAny(problems: ApiError[]): void {
  if (problems.length > 0) throw new Refusal(400, problems);
}
