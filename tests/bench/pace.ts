import { Pace, parseRateLimit } from "../../provider/api/pace";
import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import type { LocalCloudflare } from "../../sdk/local";
import { RateLimit, type RateLimitOptions } from "../../sdk/local/api/limits";
import { settingsOf, shares } from "../engine/declarations";
import { EventClock } from "../unit/support/eventClock";
import { props } from "../unit/support/sharing";
import type { Cell, SectionResult } from "./report";
import type { Setting } from "./setting";

/** As many operations as the engine has under way at once on 4 cores. */
const workers = 16;

async function inParallel(count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

interface Use {
  requests: number;
  /** Windows that were over before the last request. */
  windows: number;
  /** From the start of the first window to the start of the one after the last whole one. */
  tookMs: number;
  /** Of the requests that the limit allows in that time. */
  share: number;
  throttled: number;
}

/** By the server's windows: each begins with the first request after the one before it is over. */
function useOf(times: readonly number[], throttled: number, limit: RateLimitOptions): Use {
  const starts: { at: number; index: number }[] = [];
  for (const [index, at] of times.entries()) {
    const last = starts.at(-1);
    if (!last || at >= last.at + limit.windowMs) starts.push({ at, index });
  }
  const [first, last] = [starts[0], starts.at(-1)];
  const tookMs = (last?.at ?? 0) - (first?.at ?? 0);
  const allowed = (limit.requests * tookMs) / limit.windowMs;
  // What follows the start of the last window is left out: nobody waits for that window's end.
  const share = (last?.index ?? 0) / allowed;
  return { requests: times.length, windows: starts.length - 1, tookMs, share, throttled };
}

const useOfLog = ({ requests }: LocalCloudflare, limit: RateLimitOptions) =>
  useOf(
    requests.map(({ at }) => at),
    requests.filter(({ status }) => status === 429).length,
    limit,
  );

async function byLifecycle(setting: Setting, count: number, limit: RateLimitOptions): Promise<Use> {
  const cloudflare = await setting.cloudflare({ rateLimit: limit });
  const env = settingsOf(cloudflare);
  const lifecycle = new ShareLifecycle(new ProviderProcess({ env, say: () => undefined }));
  await inParallel(count, (n) => lifecycle.create(props({ name: `Share ${n}` })));
  return useOfLog(cloudflare, limit);
}

async function byEngine(setting: Setting, count: number, limit: RateLimitOptions): Promise<Use> {
  const cloudflare = await setting.cloudflare({ rateLimit: limit });
  const stack = await setting.stack(cloudflare, { shares: shares(count) });
  const { ok, output } = await stack.up();
  if (!ok) throw new Error(output);
  return useOfLog(cloudflare, limit);
}

/** The pace alone against the local Cloudflare's limit, in simulated time: Cloudflare's real limit at its length. */
async function simulated(count: number, limit: RateLimitOptions): Promise<Use> {
  const clock = new EventClock();
  const server = new RateLimit(limit, () => clock.now());
  const pace = new Pace(clock);
  const times: number[] = [];
  let throttled = 0;
  const send = async () => {
    await pace.admit();
    times.push(clock.now());
    let header: string | undefined;
    try {
      header = server.take("anyone").Ratelimit;
    } catch {
      throttled++;
    }
    await clock.sleep(50);
    pace.release(parseRateLimit(header ?? null));
  };
  await clock.run(inParallel(count, send));
  return useOf(times, throttled, limit);
}

const rowOf = (what: string, { requests, windows, tookMs, share, throttled }: Use): Cell[] => [
  what,
  requests,
  windows,
  Number((tookMs / 1_000).toFixed(1)),
  `${(100 * share).toFixed(0)} %`,
  throttled,
];

export async function pace(setting: Setting): Promise<SectionResult> {
  const scaled = { requests: 120, windowMs: 3_000, lockoutMs: 3_000 };
  const real = { requests: 1_200, windowMs: 300_000, lockoutMs: 300_000 };
  const count = setting.quick ? 120 : 500;
  const main = await byLifecycle(setting, count, scaled);
  const engine = await byEngine(setting, setting.quick ? 80 : 200, scaled);
  const full = await simulated(6_000, real);
  const uses = { main, engine, full };
  return {
    tables: [
      {
        title: "Use of the request limit",
        columns: ["run", "requests", "whole windows", "their seconds", "of the limit used", "answers 429"],
        rows: [
          rowOf(`${count} shares created, client and socket, 120 per 3 s`, main),
          rowOf("shares created by the engine, 120 per 3 s", engine),
          rowOf("pace alone, simulated, 1,200 per 300 s", full),
        ],
        note: "Of the limit used: the requests sent in whole windows, over those that the limit allows in the time from the first window to the last. Two requests of each window are held back; the header tells its end in whole seconds, rounded up.",
      },
    ],
    targets: [
      {
        promise: "at least 85 % of the limit is used (500 shares, 120 per 3 s)",
        found: `${(100 * main.share).toFixed(0)} %; by the engine ${(100 * engine.share).toFixed(0)} %; ${(100 * full.share).toFixed(0)} % at 1,200 per 300 s`,
        met: Object.values(uses).every(({ share }) => share >= 0.85),
      },
      {
        promise: "no 429 is met",
        found: `${Object.values(uses).reduce((sum, { throttled }) => sum + throttled, 0)}`,
        met: Object.values(uses).every(({ throttled }) => throttled === 0),
      },
    ],
  };
}
