import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const resourceTypes = config.requireObject<string[]>("resourceTypes");

// What the account in the stack's config, cloudflare-sharing:accountId, receives. Nothing is managed.
const received = sharing.getSharesOutput({
  kind: "received",
  status: "active",
  order: "name",
  resourceTypes,
});

export const count = received.results.length;
export const shares = received.results.apply((all) =>
  all.map(({ id, name, accountName, resources }) => ({
    id,
    name,
    from: accountName,
    resources: resources.map(({ resourceType, resourceId }) => `${resourceType} ${resourceId}`),
  })),
);
