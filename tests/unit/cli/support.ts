import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import type { Terminal } from "../../../sdk/cli/output/terminal";
import { displayWidth } from "../../../sdk/cli/output/text";
import { run } from "../../../sdk/cli/run";
import { type LocalCloudflare, localAccount, localOwner } from "../../../sdk/local";
import { codePoint } from "../support/codePoint";

/** What other people may have called a share. */
export const hostileNames = [
  "My Shared WAF Managed Rule",
  "my shared waf managed rule",
  `Quotes " and ' and \` and \${process.exit(1)} and \\`,
  "Line\nbreak\r\nand\ttab",
  "Line\u2028and\u2029paragraph separators",
  "*/ }); process.exit(1); //",
  "Zürich: Größe № 1",
  "ЖЖЖ",
  "防火墙 规则",
  "🚀👩‍👩‍👧‍👦🏳️‍🌈",
  "\u202etxt.esrever",
  "\u001b[31mred\u0007",
  "__proto__",
  "constructor",
  "-",
  "a".repeat(255),
  "half a pair \ud83d",
];

/** Anything a share may be called, often twice. */
export const anyName = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({ unit: codePoint, minLength: 1, maxLength: 80 }),
  fc.string({ unit: fc.constantFrom("a", "b", "-", " ", "0"), minLength: 1, maxLength: 12 }),
);

export const anyId = fc
  .tuple(fc.constantFrom("0".repeat(8), "12345678", ""), fc.uuid())
  .map(([start, uuid]) => (start + uuid.replaceAll("-", "")).slice(0, 32));

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** A terminal that remembers. Its time stands still unless told otherwise, so that no work takes long. */
export function fakeTerminal(changes: Partial<Terminal> = {}) {
  const written = { stdout: "", stderr: "", statuses: [] as (string | undefined)[] };
  const line = (text: string) => (text.endsWith("\n") ? text : `${text}\n`);
  const terminal: Terminal = {
    print: (text) => {
      written.stdout += line(text);
    },
    note: (text) => {
      written.stderr += `${text}\n`;
    },
    status: (text) => {
      written.statuses.push(text);
    },
    isInteractive: false,
    columns: 80,
    env: {},
    now: () => 0,
    wallTime: () => 0,
    ...changes,
  };
  return { terminal, written };
}

/** One command line, in this process. */
export async function cli(args: string[], env: NodeJS.ProcessEnv = {}, columns = 80): Promise<Ran> {
  const { terminal, written } = fakeTerminal({ env, columns });
  const code = await run(args, terminal);
  return { code, stdout: written.stdout, stderr: written.stderr };
}

export const settings = (cloudflare: LocalCloudflare): NodeJS.ProcessEnv => ({
  CLOUDFLARE_API_TOKEN: "local-token",
  CLOUDFLARE_BASE_URL: cloudflare.url,
  CLOUDFLARE_ACCOUNT_ID: localOwner,
});

export const resourceId = (i: number) => i.toString(16).padStart(32, "d");

/** The ids of accounts that the local organization has. */
export const accounts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => localAccount(from + i));

export type SentShare = [name: string, recipients?: string[] | "organization", owner?: string];

/** A share of one resource, made on Cloudflare's side. */
export const sendShare = (
  cloudflare: LocalCloudflare,
  ...[name, recipients = accounts(1, 3), owner = localOwner]: SentShare
) =>
  cloudflare.dashboard.createShare({
    accountId: owner,
    name,
    recipients,
    resources: [{ resourceId: resourceId(1) }],
  });

export function expectNarrow(text: string): void {
  for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
}

/** A command that wrote a file leaves it alone the next time, and asks nobody, unless it is told to overwrite it. */
export async function expectOverwriteOnlyByForce(cloudflare: LocalCloudflare, args: string[], file: string) {
  const written = readFileSync(file, "utf8");
  writeFileSync(file, "mine");
  cloudflare.clearRequests();
  expect(await cli(args, settings(cloudflare))).toMatchObject({
    code: 1,
    stderr: `error: ${file} exists: --force overwrites it\n`,
  });
  expect(cloudflare.requests).toHaveLength(0);
  expect(readFileSync(file, "utf8")).toBe("mine");
  expect(await cli([...args, "--force"], settings(cloudflare))).toMatchObject({ code: 0 });
  expect(readFileSync(file, "utf8")).toBe(written);
}
