import { writeSync } from "node:fs";
import { redacted } from "../base/text";

/**
 * What is told of an error that nobody has caught: its stack, without the credentials. Node's own report has the
 * error's properties too, and that of a URL that can't be read has the whole URL.
 */
function crashText(error: unknown, credentials: readonly string[]): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return redacted(text, credentials).replace(/\/\/[^\s/]*@/g, "//[secret]@");
}

/** Ends the process at an error that nobody catches, in a promise as well. */
export function endAtCrash(credentials: () => readonly string[]): void {
  process.setUncaughtExceptionCaptureCallback((error) => {
    // At once: what is given to a pipe may not arrive before the end.
    writeSync(2, `pulumi-resource-cloudflare-sharing has failed: ${crashText(error, credentials())}\n`);
    process.exit(1);
  });
}
