import type { InitFailure } from "../../../../provider/base/initFailure";
import type { HttpAnswer } from "../../../../sdk/local";
import { localAccount, localOwner } from "../../../../sdk/local";
import { RULESET, resource, rulesetId } from "../../support/builders";
import {
  failureOf,
  props,
  replaceInAnswers,
  type Sharing,
  startSharing,
  stopSharing,
} from "../../support/sharing";

afterEach(stopSharing);

const posts = { method: "POST", path: /\/shares$/ } as const;
const lists = { method: "GET", path: /\/shares$/, times: 1_000 } as const;
const liveNamed = ({ cloudflare }: Sharing, name: string) =>
  cloudflare.dashboard.shares().filter((one) => one.name === name && one.status === "active");

/** Resolves once the local Cloudflare has seen a POST of a share. */
async function posted({ cloudflare }: Sharing): Promise<void> {
  while (!cloudflare.requests.some(({ method }) => method === "POST")) await new Promise(setImmediate);
}

test("is found behind a page of shares that this run made meanwhile", async () => {
  const sharing = await startSharing({ transitionMs: 0 });
  const { share } = sharing.again();
  sharing.cloudflare.faults.add({ fault: "never-after", ...posts });
  const lost = share.create(props({ name: "Lost" }));
  await posted(sharing);
  // A request that hangs holds the others back no longer.
  sharing.clock.pass(1_000);
  for (let i = 0; i < 60; i++) {
    sharing.clock.pass(20);
    await share.create(props({ name: `Share ${i}`, resources: [resource({ resourceId: rulesetId(i) })] }));
  }
  sharing.clock.timeOut();
  const { id } = await lost;
  expect(liveNamed(sharing, "Lost").map((one) => one.id)).toEqual([id]);
});

test("is not taken for unmade because a list tells nothing of resources", async () => {
  const sharing = await startSharing({ transitionMs: 0 });
  sharing.cloudflare.faults.add({ fault: "reset-after", ...posts });
  const rewrite = (answer: HttpAnswer): HttpAnswer => {
    const envelope = answer.json as { result: Record<string, unknown>[] };
    return {
      ...answer,
      json: { ...envelope, result: envelope.result.map(({ resources, ...rest }) => rest) },
    };
  };
  sharing.cloudflare.faults.add({ fault: "rewrite", ...lists, rewrite });
  await sharing
    .again()
    .share.create(props())
    .catch(() => undefined);
  expect(liveNamed(sharing, "Baseline")).toHaveLength(1);
});

test("a twin that lists don't show yet is named", async () => {
  const sharing = await startSharing({ transitionMs: 0, listLagMs: 3_000 });
  const { dashboard, faults } = sharing.cloudflare;
  faults.add({ fault: "reset-before", ...posts });
  const commitLate = () => {
    const recipients = [1, 2].map(localAccount);
    dashboard.createShare({
      accountId: localOwner,
      name: "Baseline",
      recipients,
      resources: [{ resourceId: RULESET }],
    });
  };
  faults.add({ fault: "by-hand", ...posts, before: commitLate });
  const { message } = await failureOf(sharing.again().share.create(props({ waitForRecipients: false })));
  expect(message).toMatch(/it is there twice/);
});

test("a twin is named also where Cloudflare makes something else of the name", async () => {
  const sharing = await startSharing({ transitionMs: 0 });
  sharing.cloudflare.faults.add({ fault: "reset-after", ...posts });
  replaceInAnswers(sharing, "Baseline", "BASELINE");
  const failure = await failureOf<InitFailure>(sharing.again().share.create(props()));
  const [first, second] = liveNamed(sharing, "Baseline").map(({ id }) => id);
  expect(failure.id).toBe(second);
  expect(failure.message).toContain(`it is there twice: ${first} has the same name`);
});

test("is found in an account whose list grows at its far end while it is read", async () => {
  const sharing = await startSharing({ transitionMs: 0 });
  const { dashboard, faults } = sharing.cloudflare;
  for (let i = 0; i < 60; i++) {
    const resources = [{ resourceId: rulesetId(i) }];
    dashboard.createShare({
      accountId: localOwner,
      name: `Old ${i}`,
      recipients: [localAccount(1)],
      resources,
    });
  }
  sharing.clock.pass(60_000);
  faults.add({ fault: "reset-after", ...posts });
  faults.add({ fault: "grow-pages", ...lists, skip: 2, times: 20 });
  const { id } = await sharing.again().share.create(props());
  expect(liveNamed(sharing, "Baseline").map((one) => one.id)).toEqual([id]);
});

test("is not looked for until a clock that was set back has caught up", async () => {
  const sharing = await startSharing({ transitionMs: 0 });
  const { clock, cloudflare } = sharing;
  cloudflare.faults.add({ fault: "reset-before", ...posts });
  cloudflare.faults.add({
    fault: "by-hand",
    ...lists,
    skip: 1,
    times: 1,
    before: () => {
      clock.wallAheadMs = -3_600_000;
    },
  });
  await sharing.again().share.create(props());
  expect(clock.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(120_000);
});
