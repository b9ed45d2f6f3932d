import type { InitFailure } from "../../../../provider/base/initFailure";
import type { Rollout, ShareInputs } from "../../../../provider/model/inputs";
import { localAccount } from "../../../../sdk/local";
import { resource, rulesetId, to } from "../../support/builders";
import {
  changesOf,
  created,
  failureOf,
  PROVIDER_TEXT,
  props,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

let sharing: Sharing;
beforeEach(async () => {
  sharing = await startSharing();
});
afterEach(stopSharing);

const ten = to(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
const inWaves: Rollout = { first: [localAccount(7)], batchSize: 4 };
const accountsIn = (body: unknown): string[] => {
  const list = (body as { recipients?: object[] }).recipients ?? (body as object[]);
  return list.map((one) => (one as { recipient_account_id: string }).recipient_account_id);
};

/** The accounts in the lists that were sent, by number. */
function listsSent(): number[][] {
  const { requests } = sharing.cloudflare;
  const lists = requests.filter(({ method, path }) =>
    method === "PUT" ? path.endsWith("/recipients") : method === "POST" && path.endsWith("/shares"),
  );
  return lists.map(({ body }) => accountsIn(body).map((id) => Number.parseInt(id.slice(-8), 16)));
}

const liveOf = (id: string) =>
  sharing.cloudflare.dashboard
    .share(id)
    .recipients.filter(({ association_status }) => association_status.startsWith("associat"))
    .map(({ account_id }) => Number.parseInt(account_id.slice(-8), 16));

const refuse = (i: number) =>
  sharing.cloudflare.dashboard.refuseDelivery({
    accountId: localAccount(i),
    error: "no room",
    terminal: true,
  });
const create = (changes: Partial<ShareInputs>) => sharing.again().share.create(props(changes));
const update = (id: string, outs: object, changes: Partial<ShareInputs>) =>
  sharing.again().share.update(id, { ...outs, __provider: PROVIDER_TEXT }, props(changes));
const failure = (work: Promise<unknown>) => failureOf<InitFailure>(work);

describe("a create", () => {
  test("posts the first wave, and puts one list more for each of the others; each has arrived before the next", async () => {
    const process = sharing.again();
    const { id, outs } = await process.share.create(props({ recipients: ten, rollout: inWaves }));
    expect(listsSent()).toEqual([
      [7],
      [1, 2, 3, 4, 7],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ]);
    expect(changesOf(sharing.sent())).toHaveLength(4);
    expect(liveOf(id)).toHaveLength(10);
    expect(outs).toMatchObject({ recipients: ten, rollout: inWaves, associatedRecipientCount: 10 });
  });

  test("tells where it is", async () => {
    sharing.cloudflare.dashboard.setTransitionMs(5_000);
    const process = sharing.again();
    await process.share.create(props({ recipients: ten, rollout: { batchSize: 5 } }));
    expect(process.said).toContain("Baseline: wave 1 of 2: 0 of 10 recipients associated");
    expect(process.said).toContain("Baseline: wave 2 of 2: 5 of 10 recipients associated");
  });

  test("asks for no more than its waves, and waits for each", async () => {
    await create({ recipients: ten });
    const whole = sharing.sent();
    await create({ name: "In waves", recipients: ten, rollout: { batchSize: 5 } });
    const waves = sharing.sent();
    expect(changesOf(whole)).toEqual(["POST shares"]);
    expect(changesOf(waves)).toEqual(["POST shares", "PUT recipients"]);
    // After each: polls of the counts, and one look at the recipients.
    const looks = (sent: string[]) => sent.filter((line) => line === "GET recipients").length;
    expect([looks(whole), looks(waves)]).toEqual([1, 2]);
    await create({ name: "At once", recipients: ten, rollout: {} });
    expect(sharing.sent()).toEqual(whole);
  });
});

describe("a wave that fails", () => {
  const slow = { recipients: ten, rollout: { batchSize: 4 } };

  test("stops it: the share is kept, the others stay without, and the next up goes on from what is live", async () => {
    refuse(6);
    const stopped = await failure(create({ ...slow, onDeliveryError: "warn" }));
    expect(stopped.message.split("\n")).toEqual([
      `share "Baseline" (${stopped.id}) is there, but its rollout has stopped in wave 2 of 3: 1 failed for good, and failureTolerance is 0; 2 of 10 recipients are not reached`,
      expect.stringMatching(`^account ${localAccount(6)}: .*no room`),
      expect.stringContaining("it goes on from what is live"),
    ]);
    expect(liveOf(stopped.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(stopped.properties).toMatchObject({ recipients: ten, unfinished: true });
    sharing.sent();

    // Nobody else gets it before it is mended.
    const again = await failure(update(stopped.id, stopped.properties, slow));
    expect(again.message).toContain("has stopped in wave 1 of 2: 1 failed for good");
    expect(changesOf(sharing.sent())).toEqual([]);

    sharing.cloudflare.dashboard.acceptDelivery(localAccount(6));
    sharing.clock.pass(60_000);
    const { outs } = await update(stopped.id, stopped.properties, slow);
    expect(changesOf(sharing.sent())).toEqual(["PUT recipients"]);
    expect(outs).toMatchObject({ associatedRecipientCount: 10 });
  });

  test("goes on below failureTolerance, and onDeliveryError says what becomes of it in the end", async () => {
    refuse(2);
    const tolerant = { ...slow, rollout: { batchSize: 4, failureTolerance: 1 } };
    const failed = await failure(create(tolerant));
    expect(failed.message).toMatch(
      /not everything was delivered: 9 recipients associated\naccount .*no room/,
    );
    expect(liveOf(failed.id)).toHaveLength(10);
    const warning = sharing.again();
    await warning.share.create(props({ ...tolerant, name: "Warned", onDeliveryError: "warn" }));
    expect(warning.said.join("\n")).toMatch(/warning: account .*no room/);
    refuse(9);
    const late = await failure(create({ ...tolerant, name: "Late", onDeliveryError: "warn" }));
    expect(late.message).toContain("stopped in wave 3 of 3: 2 failed for good, and failureTolerance is 1\n");
  });

  test("stops when time is up too", async () => {
    sharing.cloudflare.dashboard.setTransitionMs(3_600_000);
    const late = await failure(create({ ...slow, onDeliveryError: "warn", timeouts: { create: "10s" } }));
    expect(late.message).toContain("stopped in wave 1 of 3: not everything was delivered in time; 6 of 10");
    expect(listsSent()).toHaveLength(1);
  });
});

describe("an update", () => {
  test("removes with the last wave, and adds resources with the first", async () => {
    const extra = resource({ resourceId: rulesetId(1) });
    const { id, outs } = await created(sharing, { recipients: to(20, 21) });
    const rollout = { batchSize: 2 };
    await update(id, outs, { recipients: to(1, 2, 3, 4, 21), resources: [extra], rollout });
    expect(changesOf(sharing.sent())).toEqual([
      "PUT recipients",
      "POST resources",
      "PUT recipients",
      "DELETE resource",
    ]);
    expect(liveOf(id).sort()).toEqual([1, 2, 21, 3, 4].sort());
  });

  test("of a share that is not exclusive: what it still has to take away stays its own when it stops", async () => {
    const before = { exclusive: false, recipients: to(20, 21) };
    const { id, outs } = await created(sharing, before);
    const after = { exclusive: false, recipients: to(1, 2, 3), rollout: { batchSize: 2 } };
    refuse(2);
    const stopped = await failure(update(id, outs, after));
    expect(liveOf(id).sort()).toEqual([1, 2, 20, 21]);
    sharing.cloudflare.dashboard.acceptDelivery(localAccount(2));
    sharing.clock.pass(60_000);
    await update(id, stopped.properties, after);
    expect(liveOf(id).sort()).toEqual([1, 2, 3]);
  });
});

test("the leftover of a create that was killed between waves is taken over, and not made twice", async () => {
  const declared = { recipients: ten, rollout: inWaves, onDuplicate: "adopt" } as const;
  const [, second] = [to(7), to(1, 2, 3, 4, 7)];
  const { id } = await created(sharing, { recipients: second });
  const refused = await failureOf(create({ ...declared, onDuplicate: "fail" }));
  expect(refused.message).toContain("the recipients of a rollout's first waves count as the same");
  expect((await create(declared)).id).toBe(id);
  expect(changesOf(sharing.sent())).toEqual(["PUT recipients", "PUT recipients"]);
});

test("a lost answer of the POST: found again by its first wave", async () => {
  sharing.cloudflare.faults.add({ fault: "reset-after", method: "POST", path: /\/shares$/ });
  const { id } = await create({ recipients: ten, rollout: inWaves });
  expect(sharing.cloudflare.dashboard.shares().map((one) => one.id)).toEqual([id]);
  expect(liveOf(id)).toHaveLength(10);
});

describe("check", () => {
  const check = async (changes: object) => {
    const process = sharing.again();
    const { inputs, failures } = await process.share.check({}, { ...props(), ...changes });
    return {
      inputs,
      failures: failures.map(({ property, reason }) => `${property}: ${reason}`),
      said: process.said,
    };
  };

  test.each<[object, RegExp]>([
    [{ rollout: null }, /^rollout: is given, but its value/],
    [{ rollout: { batchSize: 0 } }, /^rollout\.batchSize: 0 is not right: a whole number, 1 or more/],
    [{ rollout: { batchSize: null } }, /^rollout\.batchSize: is given, but its value/],
    [
      { rollout: { failureTolerance: 1.5 } },
      /^rollout\.failureTolerance: 1.5 is not right: a whole number, 0 or more/,
    ],
    [{ rollout: { first: ["x"] } }, /^rollout\.first\[0\]: "x" is not right/],
    [
      { rollout: { first: [localAccount(1), localAccount(1).toUpperCase()] } },
      /^rollout\.first\[1\]: is the same account/,
    ],
    [{ rollout: { batches: 5 } }, /^rollout\.batches: is no property here/],
    [{ rollout: {}, recipients: [{}] }, /^: rollout: is for shares with accounts/],
    [{ rollout: {}, waitForRecipients: false }, /^: rollout: waits for the recipients of each wave/],
  ])("%j is a fault", async (changes, words) => {
    const { failures } = await check(changes);
    expect(failures).toEqual([expect.stringMatching(words)]);
  });

  test("what is right passes in canonical form; accounts of first that are no recipients are told", async () => {
    const first = [localAccount(2).toUpperCase(), localAccount(99)];
    const { inputs, failures, said } = await check({ rollout: { first, failureTolerance: 0 } });
    expect(failures).toEqual([]);
    expect(inputs.rollout).toEqual({ first: [localAccount(2), localAccount(99)], failureTolerance: 0 });
    expect(said).toEqual([expect.stringContaining(`no recipients of "Baseline": ${localAccount(99)}`)]);
  });

  test("a change of it alone is an update in place that writes nothing", async () => {
    const { id, outs } = await created(sharing);
    const { inputs } = await check({ rollout: { batchSize: 5 } });
    const { share } = sharing.again();
    expect(await share.diff(id, outs, inputs)).toMatchObject({ changes: true, replaces: [] });
    const updated = await share.update(id, outs, inputs);
    expect(changesOf(sharing.sent())).toEqual([]);
    const next = await sharing.again().share.diff(id, updated.outs, inputs);
    expect(next).toMatchObject({ changes: false });
  });
});
