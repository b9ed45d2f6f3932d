import { Pace } from "../../provider/api/pace";
import { parseRateLimit } from "../../provider/api/rateLimit";
import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import type { LocalCloudflare } from "../../sdk/local";
import { RateLimit, type RateLimitOptions } from "../../sdk/local/api/limits";
import { settingsOf, shares } from "../engine/declarations";
import { EventClock } from "../unit/support/eventClock";
import { inParallel } from "../unit/support/manyShares";
import { publishedLimit, runPrograms } from "../unit/support/sharedToken";
import { props } from "../unit/support/sharing";
import type { Cell, SectionResult } from "./report";
import type { Setting } from "./setting";

/** As many operations as the engine has under way at once on 4 cores. */
const workers = 16;

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
  await inParallel(count, workers, (n) => lifecycle.create(props({ name: `Share ${n}` })));
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
    const pass = await pace.admit();
    times.push(clock.now());
    let headers: Record<string, string> = {};
    try {
      headers = server.take("anyone");
    } catch {
      throttled++;
    }
    await clock.sleep(50);
    pace.release(pass, parseRateLimit(headers.Ratelimit ?? null, headers["Ratelimit-Policy"] ?? null));
  };
  await clock.run(inParallel(count, workers, send));
  return useOf(times, throttled, limit);
}

/** So many programs with one token, each as the engine has it, in simulated time. */
async function shared(count: number): Promise<{ row: Cell[]; share: number; crossed: number }> {
  const requests = Math.ceil(6_000 / count);
  const program = { startsAtMs: 0, requests, workers, pauseMs: () => 0, latencyMs: () => 25 };
  const { server } = await runPrograms(Array.from({ length: count }, () => program));
  const { crossed, share, used } = server;
  return { row: [count, Math.max(...used), `${(100 * share).toFixed(1)} %`, crossed], share, crossed };
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
  const real = { ...publishedLimit, lockoutMs: 300_000 };
  const count = setting.quick ? 120 : 500;
  const main = await byLifecycle(setting, count, scaled);
  const engine = await byEngine(setting, setting.quick ? 80 : 200, scaled);
  const full = await simulated(6_000, real);
  const uses = { main, engine, full };
  const programs = await Promise.all([1, 2, 4, 8, 16].map(shared));
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
        note: "Of the limit used: the requests sent in whole windows, over those that the limit allows in the time from the first window to the last. A few requests of each window are held back; the header tells its end in whole seconds, rounded up.",
      },
      {
        title: "Programs with one token, simulated, 1,200 per 300 s",
        columns: ["programs", "most requests in a window", "of the limit used", "over the limit"],
        rows: programs.map(({ row }) => row),
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
      {
        promise: "up to 16 programs with one token never cross the limit, and use at least 90 % of it",
        found: `${programs.reduce((sum, { crossed }) => sum + crossed, 0)} over it, ${(100 * Math.min(...programs.map(({ share }) => share))).toFixed(0)} % used`,
        met: programs.every(({ crossed, share }) => crossed === 0 && share >= 0.9),
      },
    ],
  };
}
