import { AttachmentLifecycle } from "../../provider/attachment/lifecycle";
import { recipientKind } from "../../provider/attachment/recipient";
import { resourceKind } from "../../provider/attachment/resource";
import { Lookups } from "../../provider/lookup/lookups";
import type { ShareInputs } from "../../provider/model/inputs";
import { localAccount, localOrganizationId, localOwner } from "../../sdk/local";
import { RULESET, resource, rulesetId, to } from "../unit/support/builders";
import { failureOf, PROVIDER_TEXT, props } from "../unit/support/sharing";
import type { Scene } from "./scene";

type Made = { id: string; outs: Record<string, unknown> };

const stateOf = ({ outs }: Made) => ({ ...outs, __provider: PROVIDER_TEXT });

/** Brings the share from one declaration to the next, each by a process of its own. */
async function through(scene: Scene, ...declarations: Partial<ShareInputs>[]): Promise<Made> {
  const [first = {}, ...rest] = declarations;
  let made: Made = await scene.start().share.create(props(first));
  for (const changes of rest) {
    const { outs } = await scene.start().share.update(made.id, stateOf(made), props(changes));
    made = { id: made.id, outs };
  }
  return made;
}

/** Renamed, recipients and resources added and removed, meta changed, read, imported, deleted. */
export async function shareForAccounts(scene: Scene): Promise<void> {
  const meta = '{"mode":"log"}';
  const last: Partial<ShareInputs> = {
    name: "Renamed",
    recipients: to(2, 3, 4),
    resources: [resource({ meta }), resource({ resourceType: "gateway-policy", resourceId: rulesetId(1) })],
  };
  const resources = [resource(), resource({ resourceId: rulesetId(2) })];
  const made = await through(scene, { resources }, { name: "Renamed", resources }, last);
  await scene.start().share.read(made.id, stateOf(made));
  const declared = { ...props(last), import: `${localOwner}/${made.id}` };
  await scene.start().share.check({}, declared);
  await scene.start().share.create(declared);
  await scene.start().share.delete(made.id, stateOf(made));
}

/** Adds to a share and takes away, one request for each; then the program's own attachments do. */
export async function shareWithAttachments(scene: Scene): Promise<void> {
  const exclusive = false;
  const two = [resource(), resource({ resourceId: rulesetId(1) })];
  const made = await through(
    scene,
    { exclusive },
    { exclusive, recipients: to(2, 3), resources: two },
    { exclusive },
  );
  const at = { accountId: localOwner, shareId: made.id, __provider: PROVIDER_TEXT };
  const recipient = () => new AttachmentLifecycle(scene.start().contexts, recipientKind);
  const attached = await recipient().create({ ...at, recipientAccountId: localAccount(9) });
  await recipient().read(attached.id, stateOf(attached));
  await recipient().delete(attached.id, stateOf(attached));
  const declared = {
    ...at,
    ...resource({ resourceType: "gateway-destination-ip", resourceId: rulesetId(9) }),
  };
  const ruleset = () => new AttachmentLifecycle(scene.start().contexts, resourceKind);
  const shared = await ruleset().create(declared);
  await ruleset().update(shared.id, stateOf(shared), { ...declared, meta: '{"mode":"log"}' });
  await ruleset().read(shared.id, stateOf(shared));
  await ruleset().delete(shared.id, stateOf(shared));
  await scene.start().share.delete(made.id, stateOf(made));
}

/** With accounts that are excluded: by the whole list, and one by one. */
export async function shareForOrganization(scene: Scene): Promise<void> {
  const recipients = [{ organizationId: localOrganizationId }];
  const excluding = (...accounts: number[]): Partial<ShareInputs> => ({
    recipients,
    excludedRecipients: accounts.map((i) => ({ accountId: localAccount(i) })),
  });
  const made = await through(scene, excluding(5), excluding(6, 7), excluding());
  await scene.start().share.delete(made.id, stateOf(made));
  const shared = { exclusive: false, name: "Shared" };
  await through(scene, { ...excluding(5), ...shared }, { ...excluding(6), ...shared });
}

/** Every function, with every filter. */
export async function lookups(scene: Scene): Promise<void> {
  const { dashboard } = scene.cloudflare;
  const tags = { env: "production" };
  const {
    id: shareId,
    recipients,
    resources,
  } = dashboard.createShare({
    accountId: localOwner,
    name: "Tagged",
    recipients: [localAccount(1)],
    resources: [{ resourceId: RULESET }],
    tags,
  });
  const env = { CLOUDFLARE_API_TOKEN: "local-token", CLOUDFLARE_BASE_URL: scene.url };
  const functions = new Lookups({ clock: scene.clock, env, say: () => undefined });
  const noConfig = { get: () => undefined };
  const share = { accountId: localOwner, shareId };
  const filters = {
    status: "active",
    kind: "sent",
    targetType: "account",
    resourceTypes: ["custom-ruleset", "trust-grant"],
    order: "name",
    direction: "desc",
  };
  await functions.getShare(share, noConfig);
  await functions.getShare(
    { accountId: localOwner, filter: { ...filters, tags: ["env=production"] } },
    noConfig,
  );
  await functions.getShares({ accountId: localOwner, ...filters, tags: ["env", "env=production"] }, noConfig);
  await functions.getShares({ accountId: localOwner, includeResources: false }, noConfig);
  await functions.getShares({ accountId: localAccount(1), kind: "received" }, noConfig);
  await functions.getOrganizationShares({ organizationId: localOrganizationId, ...filters }, noConfig);
  await functions.getShareRecipient({ ...share, recipientId: recipients[0]?.id }, noConfig);
  await functions.getShareRecipients({ ...share, includeResources: false }, noConfig);
  await functions.getShareResource({ ...share, shareResourceId: resources[0]?.id }, noConfig);
  const filter = { resourceType: "custom-ruleset", status: "active" };
  await functions.getShareResource({ ...share, filter }, noConfig);
  await functions.getShareResources({ ...share, ...filter }, noConfig);
}

/** What Cloudflare refuses of requests that are well-formed. */
export async function refusals(scene: Scene): Promise<void> {
  const { dashboard, settings } = scene.cloudflare;
  const { share } = scene.start();
  await failureOf(share.create(props({ recipients: to(999) })));
  const made = await through(scene, {});
  const attached = { accountId: localOwner, shareId: made.id, recipientAccountId: localAccount(1) };
  await failureOf(new AttachmentLifecycle(scene.start().contexts, recipientKind).create(attached));
  dashboard.hold();
  dashboard.addRecipient(made.id, localAccount(8));
  settings.conflictWhileAssociating = true;
  await failureOf(scene.start().share.delete(made.id, stateOf(made)));
  settings.conflictWhileAssociating = false;
  dashboard.release();
  await scene.start().share.read("e".repeat(32), stateOf(made));
  await failureOf(scene.start("read-token").share.update(made.id, stateOf(made), props({ name: "Other" })));
  await failureOf(scene.start("of-nobody").share.read(made.id, stateOf(made)));
}
