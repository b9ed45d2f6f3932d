// Asks Cloudflare by every function, and exports the answers.
const fs = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const sharing = require("pulumi-cloudflare-sharing");

const { owner, receiver, organizationId, confidential, args } = JSON.parse(
  fs.readFileSync("program.json", "utf8"),
);

/** A share whose id no preview of its creation knows. */
function declareShare() {
  return new sharing.Share("own", {
    name: "Own",
    recipients: [{ recipientAccountId: receiver }],
    resources: [{ resourceType: "gateway-policy", resourceId: "0".repeat(32), meta: { b: 1, a: 2 } }],
  });
}

module.exports = async () => {
  // What a test wants to see fail.
  if (args) return { share: await sharing.getShare(args) };

  const names = ({ results }) => results.map(({ name }) => name);
  const share = declareShare();
  const shareId = share.id;
  const recipients = sharing.getShareRecipientsOutput({ shareId, includeResources: true });
  const resources = sharing.getShareResourcesOutput({ shareId, status: "active" });
  const organizationShare = await sharing.getShare({ filter: { targetType: "organization" } });
  return {
    all: names(await sharing.getShares({ tags: ["batch"], order: "name" })),
    some: names(await sharing.getShares({ tags: ["batch"], direction: "desc", maxItems: 3 })),
    filtered: names(await sharing.getShares({ tags: ["batch=odd"], resourceTypes: ["custom-ruleset"] })),
    received: names(await sharing.getShares({ accountId: receiver, kind: "received", tags: ["batch"] })),
    organization: names(await sharing.getOrganizationShares({ organizationId, maxItems: 60 })),
    excluded: await sharing.getShareExcludedRecipients({ shareId: organizationShare.id }),
    after: sharing.getSharesOutput({ accountId: owner }, { dependsOn: share }).results.length,
    share: sharing.getShareOutput({ shareId }).name,
    recipient: sharing.getShareRecipientOutput({ shareId, recipientId: recipients.results[0].id }),
    resource: sharing.getShareResourceOutput({ shareId, shareResourceId: resources.results[0].id }),
    confidential: sharing.getShareOutput({ shareId: pulumi.secret(confidential) }).name,
  };
};
