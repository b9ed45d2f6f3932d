/** The odd but real answers, by name: what each one does. docs/local.md says what it is for. */
import type { BareAnswer, Rewrite } from "../httpAnswer";
import { type Effect, sendInstead } from "../victim";
import { envelopes } from "./envelopes";
import { hostile } from "./hostile";
import type { OddAnswerName } from "./names";
import { pageEffects, pageInfos } from "./pages";
import { refusals } from "./refusals";
import { onJson, onValues } from "./rewriting";
import { texts } from "./texts";

const afterCommit =
  (rewrite?: Rewrite): Effect =>
  async (victim) =>
    victim.send(await victim.commit(), rewrite);

const withoutCommit =
  (answer: BareAnswer): Effect =>
  (victim) =>
    sendInstead(victim, answer);

const mapped = <Name extends string, T>(table: Record<Name, T>, effectOf: (value: T) => Effect) =>
  Object.fromEntries(Object.entries<T>(table).map(([name, value]) => [name, effectOf(value)])) as Record<
    Name,
    Effect
  >;

const idKeys = ["id", "account_id", "organization_id", "resource_id", "resource_account_id"];
const upperCaseIds = onValues((key, value) =>
  idKeys.includes(key) && typeof value === "string" ? value.toUpperCase() : undefined,
);

const others = {
  "by-hand": afterCommit(),
  rewrite: afterCommit(),
  "another-share": async (victim, { share }) => {
    const answer = await victim.commit();
    const other = victim.bystander.wireOf(share);
    const rewrite = onJson((json) => ({ ...json, result: Array.isArray(json.result) ? [other] : other }));
    victim.send(answer, answer.status < 300 ? rewrite : undefined);
  },
  // A client that takes such an id from an answer asks with it: paths may then be in upper case too.
  "upper-case-ids": async (victim) =>
    victim.send(await victim.commit({ path: victim.request.path.toLowerCase() }), upperCaseIds),
  stall: async (victim) => victim.sendHalf(await victim.commit(), "stall"),
} satisfies Partial<Record<OddAnswerName, Effect>>;

export const oddEffects: Record<OddAnswerName, Effect> = {
  ...others,
  ...mapped(envelopes, afterCommit),
  ...mapped(texts, afterCommit),
  ...mapped(pageInfos, afterCommit),
  ...pageEffects,
  ...mapped(refusals, withoutCommit),
  ...mapped(hostile, afterCommit),
};
