import type { RecipientWire } from "../../../../provider/api/wire";
import { AttachmentLifecycle } from "../../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../../provider/attachment/recipient";
import { resourceKind } from "../../../../provider/attachment/resource";
import { isState } from "../../../../provider/base/foreignState";
import { ProviderError } from "../../../../provider/base/providerError";
import type { optionForms } from "../../../../provider/base/schema";
import { localAccount, localOwner } from "../../../../sdk/local";
import { inputs, resource, resourceWire, rulesetId } from "../../support/builders";
import {
  created,
  failureOf,
  type Process,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

let sharing: Sharing;
/** A share, and what is attached to it: the states that this package writes, by kind, and their ids. */
let own: Record<Kind, { id: string; outs: Record<string, unknown> }>;

const kinds = ["share", "recipient", "share resource"] as const;
type Kind = (typeof kinds)[number];
type Properties = Record<string, unknown>;
interface Lifecycle {
  create(properties: Properties): Promise<{ id: string; outs: Properties }>;
  diff(id: string, olds: Properties, news: Properties): Promise<unknown>;
  read(id: string, state: Properties): Promise<{ inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<unknown>;
  delete(id: string, state: Properties): Promise<unknown>;
}

const lifecyclesOf = ({ share, contexts }: Process): Record<Kind, Lifecycle> => ({
  share,
  recipient: new AttachmentLifecycle(contexts, recipientKind),
  "share resource": new AttachmentLifecycle(contexts, resourceKind),
});

beforeAll(async () => {
  sharing = await startSharing({ transitionMs: 0 });
  const { recipient, "share resource": shared } = lifecyclesOf(sharing);
  const share = await created(sharing, { exclusive: false });
  const at = { accountId: localOwner, shareId: share.id };
  own = {
    share,
    recipient: await recipient.create({ ...at, recipientAccountId: localAccount(5) }),
    "share resource": await shared.create({ ...at, ...resource({ resourceId: rulesetId(7) }) }),
  };
});
beforeEach(() => void sharing.sent());
afterAll(stopSharing);

const { recipients, ...withoutRecipients } = inputs();

/** What other programs keep of a share, or of anything. */
const foreign: [string, Properties][] = [
  ["the answer of an API", { result: { id: "x", recipients: [] }, status: "active", __provider: "theirs" }],
  ["the ids alone, and more", { accountId: localOwner, shareId: "5".repeat(32), note: "mine" }],
  [
    "wire names",
    { accountId: localOwner, name: "Baseline", recipients, resources: [resourceWire(resource())] },
  ],
  ["recipients by their ids", { ...inputs(), recipients: [localAccount(1)] }],
  ["recipients that are null", { ...inputs(), recipients: [null] }],
  ["no recipients", withoutRecipients],
  ["recipients as text", { ...inputs(), recipients: JSON.stringify(recipients) }],
  ["resources without a type", { ...inputs(), resources: [{ resourceId: "x" }] }],
  ["meta as an object", { ...inputs(), resources: [{ ...resource(), meta: {} }] }],
];

/** Each with the states of the other kinds too. */
const cases = kinds.flatMap((kind) => [
  ...foreign.map(([name]) => [kind, name] as const),
  ...kinds.filter((other) => other !== kind).map((other) => [kind, other] as const),
]);

test.each(cases)("a %s refuses a state that has %s, and sends nothing", async (kind, name) => {
  const state = new Map(foreign).get(name) ?? own[name as Kind].outs;
  const lifecycle = lifecyclesOf(sharing)[kind];
  const { id, outs } = own[kind];
  const work: [string, () => Promise<unknown>][] = [
    ["comparing", () => lifecycle.diff(id, state, outs)],
    ["reading", () => lifecycle.read(id, state)],
    ["updating", () => lifecycle.update(id, state, outs)],
    [kind === "share" ? "deleting" : "removing", () => lifecycle.delete(id, state)],
  ];
  for (const [doing, operation] of work) {
    const error = await failureOf(operation());
    expect(error).toBeInstanceOf(ProviderError);
    expect(error.message).toBe(
      `${doing} ${kind} ${id}: what the state has for this resource is not a ${kind} of this package\n` +
        "take it out of the state (pulumi state delete), and only then an alias of another type out of the program; the option import takes over what exists",
    );
  }
  expect(sharing.sent()).toEqual([]);
});

test.each(foreign)("a check beside %s says what is wrong with the program alone", async (_, state) => {
  expect((await sharing.again().share.check(state, props())).failures).toEqual([]);
});

test.each(kinds)("the state of a %s is its own, and so is one with its arguments alone", async (kind) => {
  const { id, outs } = own[kind];
  const { inputs: declared = {} } = await lifecyclesOf(sharing.again())[kind].read(id, outs);
  for (const state of [outs, declared])
    expect(await lifecyclesOf(sharing.again())[kind].diff(id, state, declared)).toMatchObject({
      changes: false,
    });
});

test("a share that lost everything by hand has a state all the same", async () => {
  const state = { ...props({ recipients: [], resources: [] }), targetType: "account" };
  const { share } = sharing.again();
  expect(await share.diff(own.share.id, state, props())).toMatchObject({ changes: true, replaces: [] });
});

test("what get has read of an organization's own recipient, whose record names no account, is its state", () => {
  const wire = { id: "r", association_status: "associated" } as RecipientWire;
  const { liveInputs, outputs, stateForm } = recipientKind;
  const live = liveInputs({ accountId: localOwner, shareId: own.share.id }, wire);
  expect(stateForm.safeParse(outputs(live, wire)).success).toBe(true);
});

test("a read by get is none of a state", async () => {
  const ids = { accountId: localOwner, shareId: own.share.id, resourceAccountId: localOwner };
  const options: Record<keyof typeof optionForms, unknown> = {
    timeouts: { create: "1m" },
    replaceOnChanges: ["*"],
    ignoreChanges: ["name"],
    __provider: "text",
  };
  for (const given of [{}, ids, { ...ids, ...options, name: undefined, meta: null }])
    expect(isState(given)).toBe(false);
  for (const kind of kinds) expect(isState(own[kind].outs)).toBe(true);
});

const officialFacts: Record<Kind, Properties> = {
  share: { accountId: localOwner, name: "Baseline", targetType: "account", status: "active" },
  recipient: { associationStatus: "associated" },
  "share resource": { status: "active", resourceVersion: 1 },
};

test.each(kinds)("a thin state of @pulumi/cloudflare's %s is completed by reads alone", async (kind) => {
  const { id, outs } = own[kind];
  const { accountId, shareId, name } = outs;
  const thin = {
    ...officialFacts[kind],
    accountId,
    ...(name ? { name } : {}),
    ...(shareId ? { shareId } : {}),
  };
  const lifecycle = lifecyclesOf(sharing.again())[kind];
  expect(await lifecycle.diff(id, thin, outs)).toMatchObject({ changes: true, replaces: [] });
  expect(await lifecycle.update(id, thin, outs)).toMatchObject({ outs: { accountId } });
  expect(sharing.sent().filter((line) => !line.startsWith("GET"))).toEqual([]);
});

test("a thin state whose record turns out to be another account's is refused, and nothing is sent", async () => {
  const { id, outs } = own.recipient;
  const thin = { ...officialFacts.recipient, accountId: outs.accountId, shareId: outs.shareId };
  const news = { ...outs, recipientAccountId: localAccount(6) };
  const error = await failureOf(lifecyclesOf(sharing.again()).recipient.update(id, thin, news));
  expect(error.message).toContain(
    `the live recipient is account ${localAccount(5)}\nwhat the state has is of another one`,
  );
  expect(sharing.sent().filter((line) => !line.startsWith("GET"))).toEqual([]);
});

test("recipients under their old name are the same, and null is no value", async () => {
  const { id } = own.share;
  const recipientsOf = (list: object[]) => ({ ...inputs(), ...officialFacts.share, recipients: list });
  const state = recipientsOf(
    inputs().recipients.map(({ recipientAccountId }) => ({
      accountId: recipientAccountId,
      organizationId: null,
    })),
  );
  const { share } = sharing.again();
  expect(await share.diff(id, state, inputs() as object as Properties)).toMatchObject({
    changes: true,
    replaces: [],
  });
});
