import type { ShareInputs } from "../../../../provider/model/inputs";
import { liveInputs, shareOutputs } from "../../../../provider/model/outputs";
import { checkShare } from "../../../../provider/share/check";
import { compareShares } from "../../../../provider/share/plan";
import { localAccount, localOrganizationId } from "../../../../sdk/local";
import {
  excludedWire,
  inputs,
  observed,
  RULESET,
  recipientWire,
  resource,
  resourceWire,
  rulesetId,
  to,
} from "../../support/builders";
import { PROVIDER_TEXT, props, type Sharing, startSharing, stopSharing } from "../../support/sharing";

afterEach(stopSharing);

const organization = (changes: Partial<ShareInputs> = {}) => inputs({ recipients: [{}], ...changes });

/** A share that was created, and the state that the engine has of it. */
async function inState(changes: Partial<ShareInputs> = {}, sharing?: Sharing) {
  const place = sharing ?? (await startSharing());
  const { id, outs } = await place.share.create(props(changes));
  return { place, id, outs: { ...outs, __provider: PROVIDER_TEXT } };
}

const rich: Partial<ShareInputs> = {
  recipients: to(5, 1, 3),
  resources: [
    resource({ meta: '{"a":[1,2],"b":{"c":null}}' }),
    resource({ resourceType: "gateway-policy", resourceId: "short-Id" }),
    resource({ resourceId: rulesetId(1), resourceAccountId: localAccount(7) }),
  ],
};

describe("a share that nobody touched", () => {
  test.each([
    ["with accounts", rich],
    ["with an organization", { recipients: [{}] }],
    ["with an organization by its id", { recipients: [{ organizationId: localOrganizationId }] }],
    ["with accounts left out", { recipients: [{}], excludedRecipients: [{ accountId: localAccount(2) }] }],
    ["that is not exclusive", { ...rich, exclusive: false }],
    [
      "with every option",
      { ...rich, onDuplicate: "create", onDeliveryError: "warn", timeouts: { create: "5m" } },
    ],
  ] as [string, Partial<ShareInputs>][])(
    "%s: read back gives the inputs that were checked",
    async (_, changes) => {
      const { inputs: checked } = checkShare({}, { ...inputs(changes) }, undefined);
      const { place, id, outs } = await inState(checked);
      const read = await place.share.read(id, outs);
      expect(read.inputs).toEqual(checked);
      expect(compareShares(read.props as never, checked)).toEqual({ changed: [], replaces: [] });
      // Reading again tells the same, in the same order.
      expect((await place.again().share.read(id, { ...read.props })).props).toEqual(read.props);
    },
  );
});

describe("drift, in exactly the part that drifted", () => {
  const partsOf = (before: unknown, after: unknown) =>
    compareShares(after as ShareInputs, before as ShareInputs).changed;

  async function drifted(touch: (place: Sharing, id: string) => void, changes: Partial<ShareInputs> = rich) {
    const { place, id, outs } = await inState(changes);
    touch(place, id);
    const read = await place.share.read(id, outs);
    return { read, parts: partsOf(inputs(changes), read.props), live: read.inputs as unknown as ShareInputs };
  }

  test("another name", async () => {
    const { parts, live } = await drifted(({ cloudflare }, id) => cloudflare.dashboard.rename(id, "By hand"));
    expect(parts).toEqual(["name"]);
    expect(live).toEqual({ ...inputs(rich), name: "By hand" });
  });

  test("a recipient removed by hand, on its way out or out", async () => {
    for (const passed of [0, 10_000]) {
      const { parts, live } = await drifted(({ cloudflare, clock }, id) => {
        cloudflare.dashboard.removeRecipient(id, localAccount(1));
        clock.pass(passed);
      });
      expect(parts).toEqual(["recipients"]);
      expect(live).toEqual({ ...inputs(rich), recipients: to(5, 3) });
    }
  });

  test("a recipient added by hand comes last", async () => {
    const { parts, live } = await drifted(({ cloudflare }, id) =>
      cloudflare.dashboard.addRecipient(id, localAccount(0x10)),
    );
    expect(parts).toEqual(["recipients"]);
    expect(live.recipients).toEqual(to(5, 1, 3, 0x10));
  });

  test("a resource removed, added, or with another meta", async () => {
    const removed = await drifted(({ cloudflare }, id) => cloudflare.dashboard.removeResource(id, RULESET));
    expect(removed.parts).toEqual(["resources"]);
    expect(removed.live.resources).toEqual(inputs(rich).resources.slice(1));

    const added = await drifted(({ cloudflare }, id) => {
      cloudflare.dashboard.addResource(id, { resourceId: rulesetId(9) });
    });
    expect(added.live).toEqual({
      ...inputs(rich),
      resources: [...inputs(rich).resources, resource({ resourceId: rulesetId(9) })],
    });

    const changed = await drifted(({ cloudflare }, id) =>
      cloudflare.dashboard.setMeta(id, RULESET, { a: [1], z: 1 }),
    );
    expect(changed.parts).toEqual(["resources"]);
    // What is not declared is Cloudflare's.
    expect(changed.live.resources[0]).toEqual(resource({ meta: '{"a":[1]}' }));
  });

  test("the excluded", async () => {
    const changes = { recipients: [{}], excludedRecipients: [{ accountId: localAccount(2) }] };
    const { parts, live } = await drifted(({ cloudflare }, id) => {
      cloudflare.dashboard.setExcluded(id, [localAccount(4)]);
    }, changes);
    expect(parts).toEqual(["excludedRecipients"]);
    expect(live.excludedRecipients).toEqual([{ accountId: localAccount(4) }]);
  });

  test("what others attach to a share that is not exclusive is no drift, what they take away is", async () => {
    const mine = { ...rich, exclusive: false };
    const added = await drifted(({ cloudflare }, id) => {
      cloudflare.dashboard.addRecipient(id, localAccount(0x10));
      cloudflare.dashboard.addResource(id, { resourceId: rulesetId(9) });
    }, mine);
    expect(added.parts).toEqual([]);
    expect(added.live).toEqual(inputs(mine));
    const taken = await drifted(
      ({ cloudflare }, id) => cloudflare.dashboard.removeRecipient(id, localAccount(1)),
      mine,
    );
    expect(taken.parts).toEqual(["recipients"]);
  });
});

describe("what a program sees beside its inputs", () => {
  test("the live facts, under the names of design 1.1", async () => {
    const { outs, id, place } = await inState(rich);
    const truth = place.cloudflare.dashboard.share(id);
    expect(outs).toMatchObject({
      ...inputs(rich),
      accountName: truth.account_name,
      created: truth.created,
      kind: "sent",
      organizationId: localOrganizationId,
      status: "active",
      targetType: "account",
      associatedRecipientCount: 3,
      associatingRecipientCount: 0,
      disassociatedRecipientCount: 0,
      disassociatingRecipientCount: 0,
    });
    const { recipientStatuses, resourceStatuses } = outs as unknown as Record<
      string,
      Record<string, unknown>[]
    >;
    // Sorted by account: two reads are the same text.
    expect(recipientStatuses?.map(({ accountId }) => accountId)).toEqual([1, 3, 5].map(localAccount));
    expect(recipientStatuses?.[0]).toEqual({
      id: truth.recipients.find((one) => one.account_id === localAccount(1))?.id,
      accountId: localAccount(1),
      associationStatus: "associated",
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
      resources: [RULESET, "short-Id", rulesetId(1)].map((resourceId) => ({
        resourceId,
        resourceVersion: 1,
        terminal: false,
      })),
    });
    expect(resourceStatuses?.map(({ resourceId }) => resourceId)).toEqual([
      RULESET,
      "short-Id",
      rulesetId(1),
    ]);
    expect(resourceStatuses?.[0]).toEqual({
      ...inputs(rich).resources[0],
      id: truth.resources[0]?.id,
      resourceVersion: 1,
      status: "active",
      created: expect.stringMatching(/Z$/),
      modified: expect.stringMatching(/Z$/),
    });
  });

  test("recipients and resources that left are not there", () => {
    const share = observed(inputs(), {
      recipients: [
        recipientWire(localAccount(1)),
        recipientWire(localAccount(2), { association_status: "disassociating" }),
        recipientWire(localAccount(3), { association_status: "disassociated" }),
      ],
      resources: [
        resourceWire(resource()),
        resourceWire(resource({ resourceId: rulesetId(1) }), { status: "deleting" }),
      ],
    });
    const outs = shareOutputs(inputs(), share);
    expect(outs.recipientStatuses).toHaveLength(1);
    expect(outs.resourceStatuses).toHaveLength(1);
    const live = liveInputs(inputs(), share);
    expect(live.recipients).toEqual(to(1));
    expect(live.resources).toEqual([resource()]);
  });

  test("a delivery that failed is told", () => {
    const share = observed(inputs(), {
      recipients: [
        recipientWire(localAccount(1), {
          resources: [{ resource_id: RULESET, resource_version: 2, error: "not entitled", terminal: true }],
        }),
      ],
    });
    expect(shareOutputs(inputs(), share).recipientStatuses).toMatchObject([
      { resources: [{ resourceId: RULESET, resourceVersion: 2, error: "not entitled", terminal: true }] },
    ]);
  });

  test("neither null nor undefined: the engine would take them for values", () => {
    const nulls = { account_name: null, created: null, organization_id: null, kind: null, target_type: null };
    const outs = shareOutputs(
      inputs(),
      observed(inputs(), {
        share: nulls,
        recipients: [
          recipientWire(localAccount(1), {
            created: null,
            resources: [{ resource_id: RULESET, resource_version: null, error: null, terminal: null }],
          }),
        ],
      }),
    );
    // JSON drops undefined and keeps null: both must be gone before it.
    expect(JSON.stringify(outs)).not.toContain("null");
    const noUndefined = (value: unknown): boolean =>
      value !== undefined && (typeof value !== "object" || Object.values(value ?? {}).every(noUndefined));
    expect(noUndefined(outs)).toBe(true);
    expect(outs).toMatchObject({ kind: "sent", targetType: "account" });
  });
});

describe("the live inputs of an organization's share", () => {
  const members = [1, 2, 3].map((i) => recipientWire(localAccount(i)));
  const read = (declared: ShareInputs, share = {}) =>
    liveInputs(declared, observed(declared, { recipients: members, share }));

  test("the declared form stays, {} or the id", () => {
    expect(read(organization(), { organization_id: localOrganizationId }).recipients).toEqual([{}]);
    const named = organization({ recipients: [{ organizationId: localOrganizationId }] });
    expect(read(named, { organization_id: localOrganizationId }).recipients).toEqual(named.recipients);
    expect(read(named, { organization_id: null }).recipients).toEqual(named.recipients);
  });

  test("also where the answer does not tell whom it is for", () => {
    expect(read(organization(), { target_type: null }).recipients).toEqual([{}]);
  });

  test("a share that turned into an organization's is told as one", () => {
    const live = liveInputs(
      inputs(),
      observed(inputs(), { share: { target_type: "organization", organization_id: localOrganizationId } }),
    );
    expect(live.recipients).toEqual([{ organizationId: localOrganizationId }]);
  });

  test("excluded accounts in the state's order", () => {
    const declared = organization({
      excludedRecipients: [8, 7].map((i) => ({ accountId: localAccount(i) })),
    });
    const excluded = [6, 7, 8].map((i) => excludedWire(localAccount(i)));
    expect(liveInputs(declared, observed(declared, { excluded })).excludedRecipients).toEqual(
      [8, 7, 6].map((i) => ({ accountId: localAccount(i) })),
    );
  });
});
