import { printableLines } from "./text";

/**
 * An error that a person reads: its message is complete, of a line or two, printable, and without secrets.
 * Pulumi's SDK prints an error from check, diff, read and delete as `${error}: ${error.stack}` beside
 * the message that the engine prints; the stack is of no use to a user, so it says only where to look.
 */
export class ProviderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(printableLines(message), options);
    this.name = "pulumi-cloudflare-sharing";
    this.stack = "see the error of the resource";
  }

  override toString(): string {
    return this.name;
  }
}
