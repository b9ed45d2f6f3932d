import { type LocalCloudflare, localAccount, localOwner, startLocalCloudflare } from "../../sdk/local";
import { accounts, settingsOf, share } from "../engine/declarations";
import { installPackedPackage } from "../engine/packedPackage";
import { TestStack } from "../engine/stack";
import { pulumis } from "./grid/axes";

/** The peer range's lower end: from there on a refresh takes the inputs that read returns. */
const oldest = pulumis[0].version;

let cloudflare: LocalCloudflare;
let estate: string;
beforeAll(async () => {
  cloudflare = await startLocalCloudflare({ transitionMs: 50 });
  estate = await installPackedPackage(oldest);
});
afterAll(() => cloudflare.close());

test(`the oldest supported @pulumi/pulumi, ${oldest}: create, no-op, drift, update, import, get, destroy`, async () => {
  const installed = require(`${estate}/node_modules/@pulumi/pulumi/package.json`) as { version: string };
  expect(installed.version).toBe(oldest);
  const env = settingsOf(cloudflare);
  const stack = await TestStack.open({ shares: [share()] }, env, { estate, ownProcess: "first" });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1 } });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { same: 1 } });
  const id = (await stack.resources())[0]?.id ?? "";

  cloudflare.dashboard.removeRecipient(id, localAccount(2));
  expect(await stack.refresh()).toMatchObject({ ok: true });
  expect((await stack.resources())[0]?.inputs.recipients).toEqual([...accounts(1, 1), ...accounts(3, 3)]);
  expect(await stack.up()).toMatchObject({ ok: true, operations: { update: 1 } });
  const live = cloudflare.dashboard
    .share(id)
    .recipients.filter((one) => one.association_status === "associated");
  expect(live.map((one) => one.account_id).sort()).toEqual([1, 2, 3].map(localAccount));

  const other = cloudflare.dashboard.createShare({
    accountId: localOwner,
    name: "By hand",
    recipients: [localAccount(9)],
    resources: [{ resourceId: "a".repeat(32) }],
  }).id;
  const imported = share(
    {
      name: "By hand",
      recipients: accounts(9, 9),
      resources: [{ resourceType: "custom-ruleset", resourceId: "a".repeat(32) }],
    },
    { import: `${localOwner}/${other}` },
  );
  const gets = [{ name: "read", id: `${localOwner}/${id}` }];
  await stack.declare({ shares: [share(), { ...imported, name: "imported" }], gets });
  expect(await stack.up()).toMatchObject({ ok: true, operations: { create: 1, same: 1 } });
  expect(await stack.outputs()).toMatchObject({ read: { id, name: "Baseline" }, imported: { id: other } });
  expect(await stack.destroy()).toMatchObject({ ok: true });
  expect(cloudflare.dashboard.shares().every((one) => one.status === "deleted")).toBe(true);
});
