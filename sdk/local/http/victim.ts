import type { Ignored } from "../api/call";
import type { Bystander } from "./bystander";
import type { BareAnswer, Rewrite } from "./httpAnswer";
import type { LoggedRequest } from "./requestLog";

/** How a request is carried out, where that differs from what was asked. */
export interface CommitOptions {
  transitionMs?: number;
  path?: string;
  query?: LoggedRequest["query"];
  ignoring?: Ignored;
}

/** What a fault can do with the request that it hits. */
export interface Victim {
  readonly request: LoggedRequest;
  /** Somebody else, who changes the world during this request. */
  readonly bystander: Bystander;
  readBody(): Promise<void>;
  /** Carries the request out, after reading its body if that has not been done. */
  commit(options?: CommitOptions): Promise<BareAnswer>;
  send(answer: BareAnswer, rewrite?: Rewrite): void;
  /** Sends the headers and half of the body, then breaks the connection or leaves it open. */
  sendHalf(answer: BareAnswer, then: "break" | "stall"): void;
  breakConnection(): void;
  delay(ms: number): Promise<void>;
}

/** Options that single faults understand. */
interface EffectOptions {
  ms: number;
  /** The id of a share. */
  share: string;
}

export type Effect = (victim: Victim, options: EffectOptions) => void | Promise<void>;

/** Answers without carrying the request out. */
export async function sendInstead(victim: Victim, answer: BareAnswer): Promise<void> {
  await victim.readBody();
  victim.send(answer);
}
