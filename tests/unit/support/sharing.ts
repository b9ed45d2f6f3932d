import type { ShareInputs } from "../../../provider/model/inputs";
import { ProviderProcess } from "../../../provider/process";
import { ShareLifecycle } from "../../../provider/share/lifecycle";
import { type LocalCloudflare, type LocalCloudflareOptions, startLocalCloudflare } from "../../../sdk/local";
import { inputs } from "./builders";
import { FakeClock } from "./fakeClock";

export const TOKEN = "local-token";
export const PROVIDER_TEXT = "the provider's text";

/** A provider process of its own. */
export interface Process {
  share: ShareLifecycle;
  contexts: ProviderProcess;
  /** What the user was told. */
  said: string[];
}

export function contexts(cloudflare: Pick<LocalCloudflare, "url">, clock: FakeClock, said: string[] = []) {
  const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: cloudflare.url };
  return new ProviderProcess({ clock, env, say: (line) => said.push(line) });
}

export function startProcess(cloudflare: Pick<LocalCloudflare, "url">, clock: FakeClock): Process {
  const said: string[] = [];
  const made = contexts(cloudflare, clock, said);
  return { share: new ShareLifecycle(made), contexts: made, said };
}

/** A local Cloudflare and a provider process that live by one clock. */
export interface Sharing extends Process {
  cloudflare: LocalCloudflare;
  clock: FakeClock;
  /** "METHOD what" of each request since the last call: "PUT recipients". */
  sent(): string[];
  /** Another run: nothing is remembered but what is in the state. */
  again(): Process;
}

const running: LocalCloudflare[] = [];

export async function startSharing(options: LocalCloudflareOptions = {}): Promise<Sharing> {
  const clock = new FakeClock();
  const cloudflare = await startLocalCloudflare({ now: clock.now, ...options });
  running.push(cloudflare);
  const sent = () => {
    const lines = cloudflare.requests.map(({ method, path }) => `${method} ${noun(path)}`);
    cloudflare.clearRequests();
    return lines;
  };
  return {
    cloudflare,
    clock,
    sent,
    again: () => startProcess(cloudflare, clock),
    ...startProcess(cloudflare, clock),
  };
}

export async function stopSharing(): Promise<void> {
  await Promise.all(running.splice(0).map((cloudflare) => cloudflare.close()));
}

/** What a request is about, without ids. */
function noun(path: string): string {
  const [, , , shares = "", share, child, one] = path.split("/");
  if (share === undefined) return shares;
  if (child === undefined) return "share";
  return one === undefined ? child : child.replace(/s$/, "");
}

/** Without the polls: what a wait asks again and again. */
export const changesOf = (sent: string[]): string[] => sent.filter((line) => !line.startsWith("GET "));

/** The properties as the engine hands them over. */
export const props = (changes: Partial<ShareInputs> = {}): Record<string, unknown> => ({
  ...inputs(changes),
  __provider: PROVIDER_TEXT,
});

/** Creates, and forgets the requests of it. */
export async function created(sharing: Sharing, changes: Partial<ShareInputs> = {}) {
  // By an earlier run, whose process is gone.
  const made = await sharing.again().share.create(props(changes));
  sharing.sent();
  return made;
}

/** What the work throws. */
export async function failureOf<T = Error>(work: Promise<unknown>): Promise<T> {
  try {
    await work;
  } catch (error) {
    return error as T;
  }
  throw new Error("it did not fail");
}

export type Answered = Parameters<NonNullable<Parameters<LocalCloudflare["faults"]["add"]>[0]["rewrite"]>>[0];

/** As a server that makes something else of what it is given: in each answer from now on. */
export function replaceInAnswers({ cloudflare }: Sharing, from: string, to: string): void {
  const rewrite = (answer: Answered): Answered =>
    answer.json ? { ...answer, json: JSON.parse(JSON.stringify(answer.json).replaceAll(from, to)) } : answer;
  cloudflare.faults.add({ fault: "rewrite", times: 1_000, rewrite });
}
