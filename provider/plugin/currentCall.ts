import { AsyncLocalStorage } from "node:async_hooks";
import { redacted } from "../base/text";

/** What the engine says about the operation that it asks for, beside the properties. */
export interface Call {
  /** Of the resource; empty where it is about none. */
  urn: string;
  /** By the option customTimeouts, in milliseconds. */
  limitMs: number | undefined;
  /** The properties that are secret in the answer. */
  secrets: ReadonlySet<string>;
  /** The texts in secret properties, as they may stand in a line. Most calls have no line. */
  secretTexts(): readonly string[];
}

const calls = new AsyncLocalStorage<Call>();

export const inCall = <T>(call: Call, work: () => Promise<T>): Promise<T> => calls.run(call, work);

/** The one that the code at hand works for: the core passes nothing of the engine's along. */
export const currentCall = (): Call | undefined => calls.getStore();

/** A line for people, or for the list of errors in the state, without what is secret. */
export function withoutSecrets(line: string): string {
  return redacted(line, currentCall()?.secretTexts() ?? []);
}
