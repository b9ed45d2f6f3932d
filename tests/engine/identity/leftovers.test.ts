import { type LocalCloudflare, localOwner, startLocalCloudflare } from "../../../sdk/local";
import { settingsOf, share } from "../declarations";
import { writes } from "../engine";
import { TestStack } from "../stack";
import { startFront } from "./support/front";
import { withoutCreated } from "./support/oddities";
import { liveShares, makeByHand, onlyId } from "./support/scene";

const day = 24 * 3_600_000;

let cloudflare: LocalCloudflare;
afterEach(() => cloudflare.close());

/** A local Cloudflare with shares just as `share()` declares them, made so long ago. */
async function startWithLeftovers(ageMs: number, count = 1): Promise<string[]> {
  const past = await startLocalCloudflare({ transitionMs: 0, now: () => Date.now() - ageMs });
  const ids = Array.from({ length: count }, () => makeByHand(past));
  const state = past.snapshot();
  await past.close();
  cloudflare = await startLocalCloudflare({ transitionMs: 0, state });
  return ids;
}

const open = (onDuplicate: string, { url } = cloudflare) =>
  TestStack.open({ shares: [share({ onDuplicate })] }, settingsOf({ url }));

async function expectRefused(stack: TestStack, leftovers: string[]): Promise<void> {
  const up = await stack.up();
  expect(up.ok).toBe(false);
  for (const id of leftovers) expect(up.output).toContain(id);
  expect(await stack.resources()).toEqual([]);
  expect(writes(cloudflare.requests)).toEqual([]);
  if (leftovers.length === 1) expect(up.output).toContain(`${localOwner}/${leftovers[0]}`);
}

test("adopt takes a share of the last days over", async () => {
  const [leftover] = await startWithLeftovers(6 * day);
  const stack = await open("adopt");
  expect(await stack.up()).toMatchObject({ ok: true });
  expect(await onlyId(stack)).toBe(leftover);
  expect(liveShares(cloudflare)).toEqual([leftover]);
});

test("adopt refuses a share that is older than a week, and names it for an import", async () => {
  const leftovers = await startWithLeftovers(8 * day);
  await expectRefused(await open("adopt"), leftovers);
});

test("adopt refuses a share that does not say when it was created", async () => {
  const leftovers = await startWithLeftovers(day);
  const front = await startFront(cloudflare.url);
  try {
    front.add(withoutCreated());
    await expectRefused(await open("adopt", { ...cloudflare, url: front.url }), leftovers);
  } finally {
    await front.close();
  }
});

test.each(["fail", "adopt"])(
  "of two leftovers none is taken, and both are named: onDuplicate %s",
  async (mode) => {
    const leftovers = await startWithLeftovers(day, 2);
    await expectRefused(await open(mode), leftovers);
  },
);
