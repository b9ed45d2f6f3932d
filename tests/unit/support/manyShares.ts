import { type LocalCloudflareOptions, localAccount, localOwner } from "../../../sdk/local";
import { RULESET } from "./builders";
import { PROVIDER_TEXT, type Process, type Sharing, startSharing } from "./sharing";

type Properties = Record<string, unknown>;

/** What the state has of each share, by its id, in the state's order. */
export type Stack = Map<string, Properties>;

/** As many as the engine reads at the same time on a machine with two cores. */
const readsAtOnce = 8;

/** Works off so many things, a few at a time, as the engine does. */
export async function inParallel(
  count: number,
  atOnce: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Reads them as a refresh does; undefined for one that is gone. */
export async function refresh({ share }: Process, stack: Stack): Promise<(Properties | undefined)[]> {
  const states = [...stack];
  const read: (Properties | undefined)[] = [];
  await inParallel(states.length, readsAtOnce, async (n) => {
    const [id, state] = states[n] ?? ["", {}];
    read[n] = (await share.read(id, { ...state, __provider: PROVIDER_TEXT })).props;
  });
  return read;
}

/** Shares of the account's that the stack does not have: older than all of its own, older than each, and newer. */
interface Others {
  others?: number;
  between?: number;
  newer?: number;
}

/** Shares that an earlier run has made, and its state of them. */
export async function startStack(
  size: number,
  { others = 0, between = 0, newer = 0, ...options }: LocalCloudflareOptions & Others = {},
): Promise<{ sharing: Sharing; stack: Stack }> {
  const sharing = await startSharing(options);
  const make = (name: string) => {
    sharing.clock.pass(1);
    return sharing.cloudflare.dashboard.createShare({
      accountId: localOwner,
      name,
      recipients: [localAccount(1)],
      resources: [{ resourceId: RULESET }],
    }).id;
  };
  const makeOthers = (count: number) => {
    for (let n = 0; n < count; n++) make(`Other ${n}`);
  };
  makeOthers(others);
  const ids = Array.from({ length: size }, (_, n) => {
    makeOthers(between);
    return make(`Share ${n}`);
  });
  makeOthers(newer);
  sharing.clock.pass(60_000);
  const earlier = sharing.again().share;
  const stack: Stack = new Map();
  await inParallel(size, readsAtOnce, async (n) => {
    const id = ids[n] ?? "";
    stack.set(id, {});
    stack.set(id, (await earlier.read(id, { accountId: localOwner })).props ?? {});
  });
  // The limit of requests is free again.
  sharing.clock.pass(300_000);
  sharing.sent();
  return { sharing, stack };
}

/** How many requests that makes. */
export const totalOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** How many requests of each kind since the last call. */
export function countSent(sharing: Sharing): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of sharing.sent()) counts[line] = (counts[line] ?? 0) + 1;
  return counts;
}
