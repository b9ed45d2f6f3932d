import { type FaultName, type LocalCloudflare, localAccount, startLocalCloudflare } from "../../../sdk/local";
import { accounts, otherRulesetId, ruleset, rulesetId, settingsOf, share } from "../declarations";
import { type ProgramDeclaration, TestStack } from "../stack";
import { type Front, type Rule, startFront } from "./support/front";
import { dated, inCapitals, lagging, withoutCreated } from "./support/oddities";
import {
  attachedRecipient,
  attachedRecords,
  attachedResource,
  inState,
  liveAccounts,
  liveResources,
  liveShares,
  makeByHand,
  onlyId,
} from "./support/scene";

/** Longer than the first look after a lost answer comes, shorter than lists are given. */
const lagMs = 1_500;

let cloudflare: LocalCloudflare;
let front: Front;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
  front = await startFront(cloudflare.url);
});
afterEach(async () => {
  await front.close();
  await cloudflare.close();
});

const open = (program: ProgramDeclaration = { shares: [share()] }) =>
  TestStack.open(program, settingsOf(front));

const loseAnswer = (fault: FaultName, path = /\/shares$/) =>
  cloudflare.faults.add({ fault, method: "POST", path });
const posts = () =>
  cloudflare.requests.filter(({ method, path }) => method === "POST" && path.endsWith("/shares"));

const lists: [string, FaultName, () => Rule[]][] = [
  ["the connection breaks, lists lag", "reset-after", () => []],
  ["a 500, lists lag, Date is 20 s ahead", "500-after", () => [dated(20_000)]],
  ["the connection breaks, lists lag, no Date", "reset-after", () => [dated(undefined)]],
  ["a 500, lists lag, shares have no created", "500-after", () => [withoutCreated()]],
];
test.each(lists)("the answer of a share's POST is lost: %s", async (_, fault, odd) => {
  front.add(...lagging(lagMs), ...odd());
  loseAnswer(fault);
  const stack = await open();
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(liveShares(cloudflare)).toEqual([await onlyId(stack)]);
  expect(posts()).toHaveLength(1);
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(liveShares(cloudflare)).toEqual([]);
});

/** The run fails and names the share that is not in the state; the other one is. */
async function expectTwinNamed(stack: TestStack): Promise<void> {
  const up = await stack.up();
  const live = liveShares(cloudflare);
  expect(live).toHaveLength(2);
  const id = await onlyId(stack);
  expect(live).toContain(id);
  const twin = live.find((one) => one !== id) ?? "";
  expect(up.ok).toBe(false);
  expect(up.output).toContain(twin);
}

test("two shares could be the lost one: the run fails, names the other, and keeps one", async () => {
  front.add({ method: /POST/, path: /\/shares$/, times: 1, after: () => void makeByHand(cloudflare) });
  loseAnswer("reset-after");
  await expectTwinNamed(await open());
});

test("lists show the lost share only after the second POST: the run fails and names the twin", async () => {
  let hidden: string[] = [];
  front.add(
    {
      method: /POST/,
      path: /\/shares$/,
      after: () => {
        hidden = posts().length === 1 ? liveShares(cloudflare) : [];
      },
    },
    {
      method: /GET/,
      path: /\/shares$/,
      change: (answer) => {
        answer.result = (answer.result as { id: string }[]).filter(({ id }) => !hidden.includes(id));
      },
    },
  );
  loseAnswer("reset-after");
  await expectTwinNamed(await open());
});

test("the answer of an attachment's POST is lost: lists lag, ids in capitals", async () => {
  const shareId = makeByHand(cloudflare);
  front.add(...lagging(lagMs), inCapitals());
  loseAnswer("reset-after", /\/recipients$/);
  loseAnswer("500-after", /\/resources$/);
  const limit = { customTimeouts: { create: "60s" } };
  const stack = await open({
    attachments: [attachedRecipient(shareId, limit), attachedResource(shareId, limit)],
  });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 2 } });
  const { recipients, resources } = attachedRecords(cloudflare, shareId);
  expect([recipients.length, resources.length]).toEqual([1, 1]);
  expect((await inState(stack, "team")).id.toLowerCase()).toBe(recipients[0]);
  expect((await inState(stack, "ruleset")).id.toLowerCase()).toBe(resources[0]);
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(attachedRecords(cloudflare, shareId)).toEqual({ recipients: [], resources: [] });
});

const additions: [string, () => Rule[]][] = [
  ["ids in capitals", () => [inCapitals()]],
  ["lists lag", () => lagging(lagMs)],
];
test.each(additions)("the answer of a POST that adds to a share is lost: %s", async (_, odd) => {
  const declare = (args: Record<string, unknown>) => ({ shares: [share({ exclusive: false, ...args })] });
  const stack = await open(declare({}));
  expect(await stack.up()).toMatchObject({ ok: true });
  const id = await onlyId(stack);
  front.add(...odd());
  loseAnswer("reset-after", /\/recipients$/);
  loseAnswer("500-after", /\/resources$/);
  await stack.declare(
    declare({ recipients: accounts(1, 4), resources: [ruleset(), ruleset(otherRulesetId)] }),
  );
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  expect(liveAccounts(cloudflare, id)).toEqual([1, 2, 3, 4].map(localAccount));
  const resources = liveResources(cloudflare, id).map((one) => one.resource_id);
  expect(resources).toEqual([rulesetId, otherRulesetId]);
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: true, operations: { same: 1 } });
});
