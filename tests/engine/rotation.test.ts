import { type LocalCloudflare, startLocalCloudflare } from "../../sdk/local";
import { settingsOf, share } from "./declarations";
import { TestStack } from "./stack";

const key = "cloudflare-sharing:apiToken";
const tokens = ["first", "second", "third"].map((name) => `${name}-token-0123456789abcdef`);
const hint = "this run got the stack's config from the state, as the last `pulumi up` left it";

let cloudflare: LocalCloudflare;
let stack: TestStack;
/** What each token may do. */
const rights: Record<string, { accounts?: string[] }> = Object.fromEntries(tokens.map((one) => [one, {}]));
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0, tokens: rights });
});
afterAll(() => cloudflare.close());

/** From now on, of these tokens only one is worth something; the stack's config has it. */
async function rotateTo(token: string): Promise<void> {
  for (const right of Object.values(rights)) right.accounts = [];
  delete rights[token]?.accounts;
  await stack.setConfig(key, token, true);
}

test("a rotated token of the stack's config: runs without a program have the old one, and say what helps", async () => {
  const { CLOUDFLARE_BASE_URL } = settingsOf(cloudflare);
  const [first = "", second = "", third = ""] = tokens;
  stack = await TestStack.open({ shares: [share()] }, { CLOUDFLARE_BASE_URL });
  await rotateTo(first);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });

  await rotateTo(second);
  const refused = { ok: false, output: expect.stringContaining(hint) };
  expect(await stack.refresh()).toMatchObject(refused);
  await stack.declare({});
  expect(await stack.up()).toMatchObject(refused);
  await stack.declare({ shares: [share()] });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  expect(await stack.refresh()).toMatchObject({ ok: true });

  await rotateTo(third);
  expect(await stack.destroy()).toMatchObject(refused);
  expect(await stack.destroy({ runProgram: true })).toMatchObject({ ok: true, operations: { delete: 1 } });
  const state = await stack.stateText();
  expect(tokens.filter((token) => state.includes(token))).toEqual([]);
});
