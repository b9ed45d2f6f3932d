import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { rulesetId, settingsOf, share, shares } from "./declarations";
import { writes } from "./engine";
import {
  type AttachmentDeclaration,
  type ProgramDeclaration,
  type ShareDeclaration,
  TestStack,
} from "./stack";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
});
afterEach(() => cloudflare.close());

const dynamic = "pulumi-nodejs:dynamic";
const withAlias = (type: string) => ({ aliases: [{ type }] });

/** What the state has of each resource; the engine writes them in any order. */
const entries = async (stack: TestStack) =>
  new Map((await stack.resources()).map(({ urn, id, outputs }) => [urn, { id, outputs }]));

test("an alias of another type is refused in words, and nothing is changed or deleted", async () => {
  const [owner, other] = shares(2) as [ShareDeclaration, ShareDeclaration];
  // A resource of the user's own kind, which remembers other things than a share does.
  const stack = await TestStack.open(
    { rulesets: { baseline: rulesetId }, shares: [owner, other] },
    settingsOf(cloudflare),
  );
  expect((await stack.up()).ok).toBe(true);
  const before = await entries(stack);
  cloudflare.clearRequests();

  const asShare = share({}, withAlias(`${dynamic}:Resource`));
  const asRecipient: AttachmentDeclaration = {
    kind: "ShareRecipient",
    name: other.name,
    args: { accountId: localOwner, shareId: { $id: owner.name }, recipientAccountId: localAccount(5) },
    opts: withAlias(`${dynamic}/cloudflare-sharing:Share`),
  };
  const programs: [string, ProgramDeclaration][] = [
    ["share", { shares: [owner, other, asShare] }],
    ["recipient", { shares: [owner], attachments: [asRecipient] }],
  ];
  for (const [noun, program] of programs) {
    await stack.declare(program);
    const run = await stack.up();
    expect(run.ok).toBe(false);
    expect(run.output).toMatch(
      new RegExp(`comparing ${noun} [0-9a-f]{32}: what the state has .* is not a ${noun} of this package`),
    );
    expect(run.output).not.toMatch(/TypeError|\n\s+at /);
  }
  expect(writes(cloudflare.requests)).toEqual([]);
  expect(await entries(stack)).toEqual(before);
});
