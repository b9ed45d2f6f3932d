import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import { settingsOf } from "../engine/declarations";
import { countSent, inParallel, refresh, startStack, totalOf } from "../unit/support/manyShares";
import { publishedLimit } from "../unit/support/sharedToken";
import { props, stopSharing } from "../unit/support/sharing";
import type { Cell, SectionResult } from "./report";
import type { Setting } from "./setting";

/** By the recipients of each, and the pages of the list; one alone asks for itself. */
const floorOf = (size: number) => (size === 1 ? 2 : size + Math.ceil(size / 50));

interface Refresh {
  requests: number;
  /** In simulated time, under Cloudflare's limit. */
  tookMs: number;
  throttled: number;
}

/** @param byLists without them each share is asked for by itself, as where the list can't be had */
async function refreshOf(size: number, byLists: boolean): Promise<Refresh> {
  const rateLimit = { ...publishedLimit, lockoutMs: 300_000 };
  const { sharing, stack } = await startStack(size, { rateLimit });
  try {
    const { cloudflare, clock } = sharing;
    if (!byLists) cloudflare.faults.add({ fault: "403-9109", path: /shares$/, times: 1e9 });
    const began = clock.now();
    await refresh(sharing.again(), stack);
    const throttled = cloudflare.requests.filter(({ status }) => status === 429).length;
    // Where there are no lists, the one that was refused: a share that is read alone does not ask for it.
    const refused = cloudflare.requests.filter(({ status }) => status === 403).length;
    const requests = totalOf(countSent(sharing)) - refused;
    return { requests, tookMs: clock.now() - began, throttled };
  } finally {
    await stopSharing();
  }
}

/** How often the progress of shares that are created at the same time is asked for, each ten seconds on its way. */
async function pollsOf(setting: Setting, size: number, byLists: boolean): Promise<number> {
  const cloudflare = await setting.cloudflare({ transitionMs: 10_000 });
  if (!byLists)
    cloudflare.faults.add({ fault: "403-9109", method: "GET", path: /shares$/, skip: 1, times: 1e9 });
  const env = settingsOf(cloudflare);
  const lifecycle = new ShareLifecycle(new ProviderProcess({ env, say: () => undefined }));
  await inParallel(size, 50, (n) => lifecycle.create(props({ name: `Share ${n}` })));
  const reads = cloudflare.requests.filter(({ method }) => method === "GET");
  // One page for the guard against duplicates; where there are no lists, the one that was refused.
  return reads.length - (byLists ? 1 : 2);
}

export async function lists(setting: Setting): Promise<SectionResult> {
  const sizes = setting.quick ? [1, 50] : [1, 50, 200, 1_000];
  const rows: Cell[][] = [];
  const throttled: number[] = [];
  let most = 0;
  for (const size of sizes) {
    const [without, by] = [await refreshOf(size, false), await refreshOf(size, true)];
    throttled.push(by.throttled);
    most = Math.max(most, by.requests - floorOf(size));
    rows.push([
      size,
      without.requests,
      by.requests,
      floorOf(size),
      without.tookMs / 1_000,
      by.tookMs / 1_000,
    ]);
  }
  const made = setting.quick ? 50 : 200;
  const polls = [await pollsOf(setting, made, false), await pollsOf(setting, made, true)] as const;
  return {
    tables: [
      {
        title: "Refresh of many shares, 8 reads at a time, 1,200 requests per 300 s in simulated time",
        columns: ["shares", "requests without lists", "with", "floor", "seconds without lists", "with"],
        rows,
        note: "Floor: the recipients of each, and a page of the list for fifty. One more: the first read can't know that others follow. Requests take no time here, so that the seconds are those that the limit makes them wait.",
      },
      {
        title: "Waits for many shares, 50 at a time, each ten seconds on its way",
        columns: ["shares created", "polls without lists", "with"],
        rows: [[made, ...polls]],
        note: "Polls: every GET, those of recipients included.",
      },
    ],
    targets: [
      {
        promise: "a refresh of n shares takes n requests and n/50, and one more at most",
        found: `${most} more at most`,
        met: most <= 1,
      },
      {
        promise: "1,000 shares refresh without a 429",
        found: `${Math.max(...throttled)}`,
        met: throttled.every((count) => count === 0),
      },
      {
        promise: "lists make fewer polls of a wait for many shares",
        found: `${polls[1]} of ${polls[0]}`,
        met: polls[1] < polls[0],
      },
    ],
  };
}
