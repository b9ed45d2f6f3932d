import { type LocalCloudflare, localAccount, type ShareDetails } from "../../../sdk/local";
import { attachedKey, attachmentNames, type Hand, resourceId } from "./steps";

/**
 * Somebody changes a share in the dashboard. What the API would refuse is not done, nor what a program could not
 * take back: to a share that is not exclusive nothing is added.
 */
export function changeByHand(
  { dashboard }: LocalCloudflare,
  id: string,
  isExclusive: boolean,
  hand: Hand,
): void {
  const share = dashboard.share(id);
  if (share.status !== "active") return;
  const account = localAccount(hand.account);
  const resource = resourceId(hand.resource);
  const isRecipient = share.recipients.some(
    (one) => one.account_id === account && !one.association_status.startsWith("dis"),
  );
  const isShared = share.resources.some((one) => one.resource_id === resource && one.status === "active");
  const toAccounts = share.target_type === "account";
  switch (hand.what) {
    case "add recipient":
      if (isExclusive && toAccounts && !isRecipient) dashboard.addRecipient(id, account);
      return;
    case "remove recipient":
      if (toAccounts && isRecipient) dashboard.removeRecipient(id, account);
      return;
    case "add resource":
      if (isExclusive && !isShared)
        dashboard.addResource(id, { resourceType: "gateway-policy", resourceId: resource });
      return;
    case "remove resource":
      if (isShared && (isExclusive || hasAnother(share, resource))) dashboard.removeResource(id, resource);
      return;
    case "set meta":
      if (isShared) dashboard.setMeta(id, resource, { byHand: hand.account });
      return;
    case "rename":
      dashboard.rename(id, `By hand ${hand.account}`);
      return;
    case "exclude":
      if (!toAccounts) dashboard.setExcluded(id, [account]);
      return;
    case "delete":
      dashboard.deleteShare(id);
      return;
  }
}

/** Cloudflare keeps the last resource of a share: one that is attached could not be taken away again. */
function hasAnother({ resources }: ShareDetails, id: string): boolean {
  const attached = [...attachmentNames.keys()].map(attachedKey);
  const others = resources.filter((one) => one.status === "active" && one.resource_id !== id);
  return attached.includes(id) || others.some((one) => !attached.includes(one.resource_id));
}
