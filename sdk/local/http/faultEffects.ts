import { codes, failure, problem } from "../api/envelope";
import type { BareAnswer } from "./httpAnswer";
import { type Effect, sendInstead } from "./victim";

/** "before": the request had no effect. "after": it was committed nevertheless. */
export const faultNames = [
  "refuse",
  "reset-before",
  "reset-after",
  "cut-short",
  "html-before",
  "html-after",
  "empty",
  "500-before",
  "500-after",
  "408",
  "429",
  "429-bare",
  "503",
  "never",
  "never-after",
  "slow",
  "slow-transition",
  "turn-deleting",
  "stale",
  "shift-pages",
] as const;

/** One of {@link faultNames}. */
export type FaultName = (typeof faultNames)[number];

const page = (status: number): BareAnswer => ({
  status,
  headers: { "content-type": "text/html; charset=UTF-8" },
  text: `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body>cloudflare</body></html>\n`,
});

const refusal = (status: number, code: number, message: string, headers?: Record<string, string>) =>
  failure(status, [problem(code, message)], headers);

const tooMany = "Rate limited. Please wait and try again.";

export const faultEffects: Record<FaultName, Effect> = {
  refuse: (victim) => victim.breakConnection(),
  "reset-before": async (victim) => {
    await victim.readBody();
    victim.breakConnection();
  },
  "reset-after": async (victim) => {
    await victim.commit();
    victim.breakConnection();
  },
  "cut-short": async (victim) => victim.sendHalf(await victim.commit(), "break"),
  "html-before": (victim) => sendInstead(victim, page(502)),
  "html-after": async (victim) => {
    await victim.commit();
    victim.send(page(200));
  },
  empty: async (victim) => {
    await victim.commit();
    victim.send({ status: 200, text: "" });
  },
  "500-before": (victim) => sendInstead(victim, refusal(500, codes.internal, "Internal server error")),
  "500-after": async (victim) => {
    await victim.commit();
    victim.send(refusal(500, codes.internal, "Internal server error"));
  },
  "408": (victim) => sendInstead(victim, refusal(408, codes.invalid, "Request timeout")),
  "429": (victim) => sendInstead(victim, refusal(429, codes.rateLimited, tooMany, { "Retry-After": "1" })),
  "429-bare": (victim) => sendInstead(victim, { status: 429, text: "" }),
  "503": (victim) => sendInstead(victim, refusal(503, codes.internal, "Service unavailable")),
  never: (victim) => victim.readBody(),
  "never-after": async (victim) => {
    await victim.commit();
  },
  slow: async (victim, { ms }) => {
    const answer = await victim.commit();
    await victim.delay(ms);
    victim.send(answer);
  },
  "slow-transition": async (victim, { ms }) => victim.send(await victim.commit({ transitionMs: ms })),
  "turn-deleting": async (victim) => {
    const answer = await victim.commit();
    victim.bystander.deleteNamedShare(answer);
    victim.send(answer);
  },
  stale: async (victim, { ms }) => {
    const hold = victim.bystander.rememberShare();
    const answer = await victim.commit();
    hold(answer, ms);
    victim.send(answer);
  },
  "shift-pages": async (victim) => {
    const answer = await victim.commit();
    victim.bystander.createShare("first");
    victim.send(answer);
  },
};
