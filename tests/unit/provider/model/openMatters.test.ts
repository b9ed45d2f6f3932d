import type { DeliveryWire, RecipientWire } from "../../../../provider/api/wire";
import { type Poll, waitFor } from "../../../../provider/base/waitFor";
import { openMatters, summarize } from "../../../../provider/model/openMatters";
import { progressOf } from "../../../../provider/model/progress";
import { RecipientsSchedule } from "../../../../provider/share/recipientsSchedule";
import { localAccount } from "../../../../sdk/local";
import {
  inputs,
  observed,
  RULESET,
  recipientWire,
  resource,
  resourceWire,
  rulesetId,
  to,
} from "../../support/builders";
import { FakeClock } from "../../support/fakeClock";

const ONE = localAccount(1);
const declared = inputs({ recipients: to(1) });
const delivery = (changes: Partial<DeliveryWire> = {}): DeliveryWire => ({
  resource_id: RULESET,
  resource_version: 1,
  error: "",
  terminal: false,
  ...changes,
});
const live = (changes: Partial<RecipientWire>) =>
  observed(declared, { recipients: [recipientWire(ONE, changes)] });
const open = (changes: Partial<RecipientWire>) => openMatters(declared, live(changes));

describe("what is not as declared yet", () => {
  test("nothing, when all are associated and everything is delivered", () => {
    expect(open({ association_status: "associated", resources: [delivery()] })).toEqual([]);
    expect(openMatters(inputs(), observed())).toEqual([]);
  });

  test("an answer that tells nothing of deliveries: the association is all there is", () => {
    expect(open({ association_status: "associated" })).toEqual([]);
    expect(open({ association_status: "associated", resources: null })).toEqual([]);
  });

  test.each([
    ["associating", "waiting"],
    ["disassociating", "waiting"],
    ["disassociated", "left"],
    ["pausing", "waiting"],
  ])("%s is open: %s", (association_status, state) => {
    expect(open({ association_status, resources: [] })).toEqual([
      { account: ONE, reason: expect.stringContaining(association_status), state },
    ]);
  });

  test("a recipient without any record must be asked for", () => {
    expect(openMatters(declared, observed(declared, { recipients: [] }))).toEqual([
      { account: ONE, reason: "not listed yet", state: "unlisted" },
    ]);
  });

  test("of two deliveries of one resource the first counts", () => {
    const twice = [delivery({ error: "quota exceeded" }), delivery()];
    expect(open({ association_status: "associated", resources: twice })).toHaveLength(1);
  });

  test("a delivery that is missing, stale or refused", () => {
    expect(open({ resources: [] })[0]).toMatchObject({
      reason: expect.stringContaining("not delivered yet"),
      state: "waiting",
    });
    expect(open({ resources: [delivery({ error: "quota exceeded" })] })[0]).toMatchObject({
      account: ONE,
      reason: expect.stringContaining("quota exceeded"),
      state: "waiting",
    });
    const newer = observed(declared, {
      recipients: [recipientWire(ONE, { resources: [delivery({ resource_version: 2 })] })],
      resources: [resourceWire(resource(), { resource_version: 3 })],
    });
    expect(openMatters(declared, newer)).toEqual([
      {
        account: ONE,
        reason: expect.stringContaining("version 2 of 3"),
        state: "waiting",
      },
    ]);
  });

  test("a newer version than the share tells of is fine, and so is one that is not told", () => {
    expect(open({ resources: [delivery({ resource_version: 7 })] })).toEqual([]);
    expect(open({ resources: [delivery({ resource_version: null })] })).toEqual([]);
  });

  test("a terminal error is final, associated or not; without an error terminal means nothing", () => {
    const refused = [delivery({ error: "not entitled", terminal: true })];
    for (const association_status of ["associated", "associating"]) {
      expect(open({ association_status, resources: refused })).toEqual([
        { account: ONE, reason: expect.stringContaining("not entitled"), state: "failed" },
      ]);
    }
    expect(open({ resources: [delivery({ terminal: true })] })).toEqual([]);
    expect(open({ resources: [delivery({ error: null, terminal: null })] })).toEqual([]);
  });

  test("deliveries are found by the resource's id in any case, or by the record's", () => {
    expect(open({ resources: [delivery({ resource_id: RULESET.toUpperCase() })] })).toEqual([]);
    expect(open({ resources: [delivery({ resource_id: `record of ${RULESET}` })] })).toEqual([]);
  });

  test("what others attached does not keep us waiting", () => {
    const foreign = resource({ resourceId: rulesetId(5) });
    const mixed = observed(declared, {
      recipients: [
        recipientWire(ONE, { resources: [delivery()] }),
        recipientWire(localAccount(9), { association_status: "associating" }),
      ],
      resources: [resourceWire(resource()), resourceWire(foreign)],
    });
    expect(openMatters(declared, mixed)).toEqual([]);
  });

  test("the name, a resource and its meta, as long as readers see the old ones", () => {
    const wanted = inputs({
      recipients: to(1),
      name: "New",
      resources: [resource({ meta: '{"a":1}' }), resource({ resourceId: rulesetId(1) })],
    });
    const reasons = openMatters(wanted, observed(declared, { share: { name: "Old" } })).map(
      (one) => one.reason,
    );
    expect(reasons).toEqual([
      'the name is still "Old"',
      expect.stringContaining(`the meta of custom-ruleset ${RULESET}`),
      expect.stringContaining(`${rulesetId(1)} is not listed yet`),
    ]);
  });

  test("of an organization's share every live account counts, and no other", () => {
    const organization = inputs({ recipients: [{}] });
    const share = observed(organization, {
      recipients: [
        recipientWire(localAccount(1)),
        recipientWire(localAccount(2), { association_status: "associating" }),
        recipientWire(localAccount(3), { association_status: "disassociated" }),
        recipientWire(localAccount(4), { association_status: "disassociating" }),
      ],
    });
    expect(openMatters(organization, share).map((one) => one.account)).toEqual([localAccount(2)]);
  });
});

describe("when the counts are worth a look at every recipient", () => {
  const share = (associating: number | null | undefined, status = "active") => ({
    id: "s",
    name: "n",
    status,
    associating_recipient_count: associating,
  });

  test("when nobody is associating, or the counts are not told, or the share is gone", () => {
    for (const one of [share(0), share(null), share(undefined), share(5, "deleting")]) {
      expect(new RecipientsSchedule(0).isDue(one, 0)).toBe(true);
    }
  });

  test("not while it goes on", () => {
    const schedule = new RecipientsSchedule(0);
    for (let n = 500; n > 0; n -= 10) expect(schedule.isDue(share(n), (500 - n) * 1_000)).toBe(false);
  });

  /** When it is due in twenty minutes of looks a second apart that never see anything move. */
  const dueTimes = (schedule: RecipientsSchedule) =>
    Array.from({ length: 1_200 }, (_, second) => second).filter((second) =>
      schedule.isDue(share(3), second * 1_000),
    );

  test("when nothing has moved for a while, then less and less often, but never more than 30 s apart", () => {
    const due = dueTimes(new RecipientsSchedule(0));
    const gaps = due.map((at, i) => at - (due[i - 1] ?? 0));
    expect(due[0]).toBe(2);
    for (const [i, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThanOrEqual((gaps[i] ?? 0) - 1);
    expect(gaps.at(-1)).toBe(30);
    expect(due.length).toBeLessThan(50);
  });

  test.each([30, 300, 600, 900])(
    "what fails for good after %d s is seen within a minute",
    async (seconds) => {
      const clock = new FakeClock(0);
      const schedule = new RecipientsSchedule(0);
      // One recipient stays associating, and only a look at it tells that it will for ever.
      const poll = async (): Promise<Poll<string>> => {
        const isSeen = schedule.isDue(share(1), clock.now()) && clock.now() >= seconds * 1_000;
        return isSeen ? { state: "done", value: "failed" } : { state: "pending", progress: "" };
      };
      await waitFor({ clock, poll, deadline: 1_200_000, progress: () => undefined });
      expect(clock.now() - seconds * 1_000).toBeLessThanOrEqual(60_000);
    },
  );

  test("many recipients are looked at less often", () => {
    const due = dueTimes(new RecipientsSchedule(0, 3));
    expect((due.at(-1) ?? 0) - (due.at(-2) ?? 0)).toBe(90);
  });
});

describe("what the person reads", () => {
  test("412 of 500 recipients associated", () => {
    const share = {
      id: "s",
      name: "My Shared WAF Managed Rule",
      status: "active",
      associated_recipient_count: 412,
      associating_recipient_count: 88,
    };
    expect(progressOf(share, [])).toBe("My Shared WAF Managed Rule: 412 of 500 recipients associated");
  });

  test("each account with its reason, at most so many", () => {
    const matters = [1, 2, 3].map((i) => ({
      account: `a${i}`,
      reason: "associating",
      state: "waiting" as const,
    }));
    expect(summarize(matters, 2)).toBe("account a1: associating; account a2: associating; and 1 more");
    expect(summarize(matters, 3)).not.toContain("more");
  });
});
