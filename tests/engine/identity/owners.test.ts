import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import {
  type LocalCloudflare,
  localOrganization,
  localOwner,
  startLocalCloudflare,
} from "../../../sdk/local";
import { ruleset, settingsOf, share } from "../declarations";
import { type ProgramDeclaration, TestStack } from "../stack";
import { inState, liveShares, onlyId } from "./support/scene";

let cloudflare: LocalCloudflare;
beforeEach(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 0 });
});
afterEach(() => cloudflare.close());

const open = (program: ProgramDeclaration) => TestStack.open(program, settingsOf(cloudflare));
const renamed = (args = {}, opts?: Record<string, unknown>) => ({ ...share(args, opts), name: "renamed" });
const getOf = (name: string, id: string) => [{ name, id: `${localOwner}/${id}` }];

async function openWithShare(args = {}, opts?: Record<string, unknown>) {
  const stack = await open({ shares: [share(args, opts)] });
  expect(await stack.up()).toMatchObject({ ok: true });
  return { stack, id: await onlyId(stack) };
}

test("replaceOnChanges *, a rename without an alias that failed, then up: the share stays", async () => {
  const options = [{ onDuplicate: "adopt" }, { replaceOnChanges: ["*"] }] as const;
  const { stack, id } = await openWithShare(...options);
  await stack.declare({ shares: [renamed(...options)] });
  expect(await stack.up()).toMatchObject({ ok: false });
  await stack.up();
  expect(liveShares(cloudflare)).toEqual([id]);
});

test("get, then managed anew with --refresh: refused, as without it", async () => {
  const { stack, id } = await openWithShare();
  await stack.declare({ gets: getOf("baseline", id) });
  expect(await stack.up()).toMatchObject({ ok: true });
  await stack.declare({ shares: [share()] });
  expect(await stack.up({ refresh: true })).toMatchObject({ ok: false });
  expect(liveShares(cloudflare)).toEqual([id]);
});

/** Of a program that manages a share and reads it too. */
async function openWithCopy() {
  const { stack, id } = await openWithShare();
  await stack.declare({ shares: [share()], gets: getOf("copy", id) });
  expect(await stack.up()).toMatchObject({ ok: true });
  return stack;
}

const inStateIds = async (stack: TestStack) => (await stack.resources()).map((one) => one.id);

test("destroy --run-program leaves no share live that the state does not have", async () => {
  const stack = await openWithCopy();
  const { stack: engine } = stack as unknown as { stack: Stack };
  await engine.destroy({ runProgram: true }).catch(() => undefined);
  const known = await inStateIds(stack);
  expect(liveShares(cloudflare).filter((id) => !known.includes(id))).toEqual([]);
});

test("--replace with --refresh of a share that the program reads too: no second share, or a failure", async () => {
  const stack = await openWithCopy();
  const { urn } = await inState(stack, "baseline");
  const { ok } = await stack.up({ refresh: true, replace: [urn] });
  if (ok) expect(liveShares(cloudflare)).toEqual([(await inState(stack, "baseline")).id]);
  const known = await inStateIds(stack);
  expect(liveShares(cloudflare).filter((id) => !known.includes(id))).toEqual([]);
});

const programOf = (options: string, recipient: string) => `
const pulumi = require("@pulumi/pulumi");
const { Share } = require("pulumi-cloudflare-sharing");
const args = ${JSON.stringify({ accountId: localOwner, name: "Baseline", resources: [ruleset()] })};
new Share("baseline", { ...args, recipients: [${recipient}] }, ${options});
`;

test("a secret organization id is secret in organizationId too", async () => {
  const stack = await open({});
  const recipient = `{ organizationId: pulumi.secret("${localOrganization().id}") }`;
  await writeFile(join(stack.folder, "index.js"), programOf("{}", recipient));
  expect(await stack.up()).toMatchObject({ ok: true });
  const [found] = await stack.resources();
  expect(found?.outputs.organizationId).toEqual(expect.objectContaining({ ciphertext: expect.any(String) }));
});

test("a transformation that forgets an account's value does not share with everyone", async () => {
  const stack = await open({});
  const forgets =
    "({ props, opts }) => ({ props: { ...props, recipients: [{ recipientAccountId: undefined }] }, opts })";
  const options = `{ transformations: [${forgets}] }`;
  await writeFile(
    join(stack.folder, "index.js"),
    programOf(options, `{ recipientAccountId: "${"a".repeat(32)}" }`),
  );
  expect(await stack.up()).toMatchObject({ ok: false });
  expect(liveShares(cloudflare)).toEqual([]);
});
