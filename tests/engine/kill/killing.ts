import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { commandLine, descendants, kill, until } from "../processTree";
import { TestStack } from "../stack";

export type Victims = "engine and provider" | "provider" | "engine";

interface Row {
  operation: string;
  victims: Victims;
  request: string;
  live: string;
  nextUp: string;
}

/** What became of each killed run, printed after a file's tests. */
export const table: Row[] = [];
afterAll(() => {
  const line = (row: Row) =>
    `${row.operation.padEnd(8)}${row.victims.padEnd(21)}${row.request.padEnd(52)}${row.live.padEnd(18)}${row.nextUp}`;
  const head = line({
    operation: "killed",
    victims: "killed:" as Victims,
    request: "at the request",
    live: "live then",
    nextUp: "what the next up does",
  });
  process.stdout.write(`\n${[head, ...table.map(line)].join("\n")}\n\n`);
});

export let cloudflare: LocalCloudflare;

/** In place of the one that was there. */
export async function freshCloudflare(): Promise<void> {
  await cloudflare?.close();
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
}
afterAll(() => cloudflare?.close());

export const open = (args: Record<string, unknown> = {}) =>
  TestStack.open({ shares: [share(args)] }, settingsOf(cloudflare));

/** A run that hangs at a request, and what it has started. */
interface Hanging {
  pid: number;
  started: number[];
  exited: Promise<void>;
  /** For the table. */
  request: string;
}

/** Runs up until the request hangs, before it is carried out or after. */
export async function hangAt(
  stack: Pick<TestStack, "startUp">,
  skip: number,
  committed: boolean,
): Promise<Hanging> {
  cloudflare.clearRequests();
  cloudflare.faults.add({ fault: committed ? "never-after" : "never", skip });
  const child = stack.startUp();
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const hanging = () => cloudflare.requests.find((one) => one.fault !== undefined);
  // The body is read before the request is carried out, and both happen in one turn of the event loop.
  const isThere = () => {
    const request = hanging();
    if (request?.method === "DELETE") return !committed || isLeaving();
    return request?.method === "GET" || request?.body !== undefined;
  };
  await until(isThere, child);
  const pid = child.pid ?? 0;
  const { method, path } = hanging() ?? {};
  const shown = path?.replace(localOwner, "A").replace(/[0-9a-f]{32}/g, "*");
  return {
    pid,
    started: descendants(pid),
    exited,
    request: `${method} ${shown}${committed ? ", committed" : ""}`,
  };
}

/** Kills the run when it hangs. Returns that request. */
export async function killAt(
  stack: TestStack,
  skip: number,
  committed: boolean,
  victims: Victims,
): Promise<string> {
  const { pid, started, exited, request } = await hangAt(stack, skip, committed);
  const providers = started.filter((one) => commandLine(one).includes("dynamic-provider"));
  expect(providers.length).toBeGreaterThan(0);
  kill(victims === "provider" ? providers : [pid, ...started]);
  await exited;
  cloudflare.faults.clear();
  if (victims !== "provider") await stack.unlock();
  return request;
}

const isLeaving = () =>
  active().length === 0 || active().some((one) => one.resources.some(({ status }) => status !== "active"));
export const active = () => cloudflare.dashboard.shares(localOwner).filter((one) => one.status === "active");
export const count = (shares: unknown[]) => `${shares.length} ${shares.length === 1 ? "share" : "shares"}`;
