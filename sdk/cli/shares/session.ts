import { CloudflareClient } from "../../../provider/api/client";
import { canonicalId, isHexId } from "../../../provider/base/values";
import { resolveAccountId, resolveSettings, type StackConfig } from "../../../provider/settings";
import type { Terminal } from "../output/terminal";
import type { CommandLine } from "../usage/command";
import { UsageError } from "../usage/usageError";

/** The client and the account of a command that queries Cloudflare. */
export interface Session {
  client: CloudflareClient;
  accountId: string;
}

/** The command line has no stack: settings come only from the environment. */
const noStack: StackConfig = { get: () => undefined };

export function openSession(line: CommandLine, terminal: Terminal, accountId?: string): Session {
  const { env } = terminal;
  const account = accountId ?? accountOf(line, env);
  requireCredentials(env);
  const say = (text: string) => terminal.note(text);
  const client = new CloudflareClient(resolveSettings(noStack, env), { say, env });
  return { client, accountId: account };
}

function accountOf(line: CommandLine, env: NodeJS.ProcessEnv): string {
  const option = line.values.get("account");
  const account = option ?? resolveAccountId(noStack, env);
  if (account === undefined) throw new UsageError("no account: give --account ID or CLOUDFLARE_ACCOUNT_ID");
  const source = option === undefined ? "CLOUDFLARE_ACCOUNT_ID" : "--account";
  if (isHexId(account)) return canonicalId(account);
  throw new UsageError(`${source} is no account id: it has 32 hexadecimal digits`);
}

/** Checked here because the provider's own error message explains the config of a stack. */
function requireCredentials(env: NodeJS.ProcessEnv): void {
  const isSet = (name: string) => (env[name] ?? "").trim() !== "";
  if (isSet("CLOUDFLARE_API_TOKEN")) return;
  const missing = ["CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL"].filter((name) => !isSet(name));
  if (missing.length === 0) return;
  if (missing.length === 1)
    throw new Error(`Cloudflare credentials: ${missing[0]} is not set, its partner is`);
  throw new Error(
    "Cloudflare credentials are missing: set CLOUDFLARE_API_TOKEN,\nor CLOUDFLARE_API_KEY and CLOUDFLARE_EMAIL",
  );
}
