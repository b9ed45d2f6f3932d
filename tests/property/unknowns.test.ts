import fc from "fast-check";
import { unknownValue } from "../../provider/base/values";
import type { RecipientInput, ShareInputs } from "../../provider/model/inputs";
import { checkShare } from "../../provider/share/check";

const seed = Number(process.env.FAST_CHECK_SEED ?? Date.now() % 2 ** 31);
const runs = { numRuns: 5_000, seed };

beforeAll(() => {
  process.stdout.write(`unknowns.test.ts: FAST_CHECK_SEED=${seed}\n`);
});

/*
 * `pulumi preview --save-plan` notes the inputs that check returns, `pulumi up --plan` compares its own with them, item
 * by item; an unknown value allows any. So the order of a list with unknown items must be the one that it gets once
 * they are known.
 */

const accountOf = (key: number) => `${key}`.padStart(32, "a");
const ofAccount = (account: string): RecipientInput => ({ recipientAccountId: account });
const unknownItem = ofAccount(unknownValue);

/** The order that check gives to the recipients, by the state's. */
function ordered(before: readonly RecipientInput[], wanted: readonly RecipientInput[]): RecipientInput[] {
  const share = (recipients: readonly RecipientInput[]): Record<string, unknown> => ({
    accountId: accountOf(0),
    name: "Share",
    recipients: [...recipients],
    resources: [{ resourceType: "custom-ruleset", resourceId: "1" }],
  });
  const { inputs } = checkShare(share(before), share(wanted), undefined);
  return (inputs as ShareInputs).recipients;
}

/** What the engine asks of an up that follows a plan. */
function followsPlan(planned: readonly RecipientInput[], done: readonly RecipientInput[]): boolean {
  const isAllowed = ({ recipientAccountId }: RecipientInput, index: number) =>
    recipientAccountId === unknownValue || recipientAccountId === done[index]?.recipientAccountId;
  return planned.length === done.length && planned.every(isAllowed);
}

/** @param wanted what each item turns out to be, and whether the preview knows it */
function holdsPlan(before: readonly number[], wanted: readonly { key: number; isKnown: boolean }[]): void {
  const state = before.map(accountOf).map(ofAccount);
  const done = wanted.map(({ key }) => ofAccount(accountOf(key)));
  const declared = done.map((one, index) => (wanted[index]?.isKnown ? one : unknownItem));
  const [planned, up] = [ordered(state, declared), ordered(state, done)];
  if (followsPlan(planned, up)) return;
  throw new Error(`planned ${JSON.stringify(planned)}, done ${JSON.stringify(up)}`);
}

const oldKeys = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 });

test("unknown items that turn out to be new: up has the order of the preview", () => {
  const item = fc.oneof(
    fc.record({ key: fc.integer({ min: 1, max: 20 }), isKnown: fc.constant(true) }),
    fc.record({ key: fc.integer({ min: 100, max: 200 }), isKnown: fc.constant(false) }),
  );
  const wanted = fc.uniqueArray(item, { selector: ({ key }) => key, minLength: 1, maxLength: 12 });
  fc.assert(fc.property(oldKeys, wanted, holdsPlan), runs);
});

test("a list as before with new items after it: so it is with unknown items that turn out as they were, or new", () => {
  const fate = fc.constantFrom("known", "as it was", "new");
  const scene = oldKeys.chain((before) =>
    fc.record({
      before: fc.constant(before),
      fates: fc.array(fate, { minLength: before.length, maxLength: before.length }),
      added: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(scene, ({ before, fates, added }) => {
      const again = before.map((key, i) => ({
        key: fates[i] === "new" ? 100 + key : key,
        isKnown: fates[i] === "known",
      }));
      holdsPlan(before, [...again, ...added.map((isKnown, i) => ({ key: 200 + i, isKnown }))]);
    }),
    runs,
  );
});
