import fc from "fast-check";
import { type FaultName, faultNames, localAccount, type OddAnswerName, type ReAdd } from "../../../sdk/local";
import type { ShareArgs } from "../support/live";

/** What the option onDuplicate is in all of a history. Only with "create" may shares be of equal content. */
export type Policy = "fail" | "adopt" | "create";

/** The shares of a program by their places; others attach to all but the first. */
export const shareNames = ["policies", "rulesets", "lists"] as const;
export const attachmentNames = ["team", "branch", "rule", "page"] as const;

export interface World {
  policy: Policy;
  reAdd: ReAdd;
}

export interface Hand {
  what: (typeof handActions)[number];
  /** The place of the share; one more than there are is somebody else's. */
  share: number;
  account: number;
  resource: number;
}

export type Step =
  | { do: "edit share"; share: number; content: ShareArgs | undefined; options: ShareOptions }
  | { do: "edit attachment"; attachment: number; host: number | undefined; version: number }
  /** The program only reads the first share from now on. */
  | { do: "hand over" }
  | ({ do: "by hand" } & Hand)
  | { do: "fault"; fault: FaultName | OddAnswerName; skip: number; times: number; hand?: Hand }
  | { do: "lag"; ms: number }
  | { do: "taint"; name: string }
  | { do: "refresh" }
  | { do: "up"; refresh: boolean; replace: string[]; atOnce: boolean };

export interface ShareOptions {
  deleteBeforeReplace: boolean;
  replaceOnChanges?: string[];
}

const handActions = [
  "add recipient",
  "remove recipient",
  "add resource",
  "remove resource",
  "rename",
  "set meta",
  "exclude",
  "delete",
] as const;

export const resourceId = (index: number) => index.toString(16).padStart(2, "0").repeat(16);

/** The account or resource of an attachment, which no share declares. */
export const attachedKey = (place: number) => (place < 2 ? localAccount(8 + place) : resourceId(6 + place));

const resources = fc
  .uniqueArray(
    fc.record({
      index: fc.integer({ min: 1, max: 4 }),
      meta: fc.constantFrom({ a: 1 }, { b: 2 }, { a: 1, b: 2 }),
    }),
    { selector: (one) => one.index, minLength: 1, maxLength: 3 },
  )
  .map((list) =>
    list.map(({ index, meta }) => ({ resourceType: "gateway-policy", resourceId: resourceId(index), meta })),
  );

const someAccounts = (min: number) =>
  fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { minLength: min, maxLength: 4 });

const content: fc.Arbitrary<ShareArgs> = fc
  .record({
    name: fc.constantFrom("Baseline", "Second name"),
    toOrganization: fc.boolean(),
    accounts: someAccounts(1),
    excluded: someAccounts(0),
    resources,
  })
  .map(({ name, toOrganization, accounts, excluded, resources }) => ({
    name,
    resources,
    ...(toOrganization
      ? {
          recipients: [{}],
          excludedRecipients: excluded.map((index) => ({ accountId: localAccount(index) })),
        }
      : { recipients: accounts.map((index) => ({ recipientAccountId: localAccount(index) })) }),
  }));

/** Some contents come again and again, so that shares are often of equal content. */
const common: ShareArgs = {
  name: "Baseline",
  recipients: [{ recipientAccountId: localAccount(1) }, { recipientAccountId: localAccount(2) }],
  resources: [{ resourceType: "gateway-policy", resourceId: resourceId(1), meta: {} }],
};

const options: fc.Arbitrary<ShareOptions> = fc.record(
  {
    deleteBeforeReplace: fc.boolean(),
    replaceOnChanges: fc.constantFrom(["*"], ["name"]),
  },
  { requiredKeys: ["deleteBeforeReplace"] },
);

const place = fc.nat(shareNames.length - 1);

const editShare = fc.record({
  do: fc.constant("edit share" as const),
  share: place,
  content: fc.oneof(
    { weight: 4, arbitrary: content },
    { weight: 3, arbitrary: fc.constant(common) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  options,
});

const editAttachment = fc.record({
  do: fc.constant("edit attachment" as const),
  attachment: fc.nat(attachmentNames.length - 1),
  host: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: shareNames.length }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  ),
  version: fc.nat(2),
});

const hand: fc.Arbitrary<Hand> = fc.record({
  what: fc.constantFrom(...handActions),
  share: fc.nat(shareNames.length),
  account: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 9),
  resource: fc.constantFrom(1, 2, 3, 4, 5, 8, 9),
});

// A deletion by someone else is among the actions by hand; as a fault it would hit foreign shares too.
const kinds = [
  ...faultNames.filter((name) => name !== "turn-deleting"),
  "upper-case-ids",
  "created-absent",
] as const;

const fault = fc.record(
  {
    do: fc.constant("fault" as const),
    fault: fc.constantFrom(...kinds, "by-hand" as const),
    skip: fc.nat(20),
    times: fc.constantFrom(1, 2, 30),
    hand,
  },
  { requiredKeys: ["do", "fault", "skip", "times"] },
);

const up = fc.record({
  do: fc.constant("up" as const),
  refresh: fc.boolean(),
  replace: fc.oneof(
    { weight: 3, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.subarray([...shareNames, ...attachmentNames], { maxLength: 3 }) },
  ),
  atOnce: fc.boolean(),
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: editShare },
  { weight: 3, arbitrary: editAttachment },
  { weight: 4, arbitrary: hand.map((one): Step => ({ do: "by hand", ...one })) },
  { weight: 6, arbitrary: fault },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("lag" as const), ms: fc.constantFrom(0, 3_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("taint" as const), name: fc.constantFrom(...shareNames) }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "refresh" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: "hand over" }) },
  { weight: 10, arbitrary: up },
);

/** A program to begin with, and what becomes of it. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(editShare, { minLength: 2, maxLength: 4 }),
    fc.array(editAttachment, { maxLength: 3 }),
    fc.array(step, { minLength: 20, maxLength: 40 }),
  )
  .map((parts) => parts.flat());

export const world: fc.Arbitrary<World> = fc.record({
  policy: fc.constantFrom<Policy>("create", "create", "adopt", "fail"),
  reAdd: fc.constantFrom<ReAdd>("revive", "ignore-while-disassociating", "new-record"),
});
