import * as pulumi from "@pulumi/pulumi";
import * as sharing from "pulumi-cloudflare-sharing";

const config = new pulumi.Config();
const recipientAccountIds = config.requireObject<string[]>("recipientAccountIds");
const platform = new pulumi.StackReference(config.require("platformStack"));

// One resource per account, named by it: an account that comes or goes leaves the others alone.
const attached = recipientAccountIds.map(
  (recipientAccountId) =>
    new sharing.ShareRecipient(recipientAccountId, {
      accountId: platform.requireOutput("accountId"),
      shareId: platform.requireOutput("shareId"),
      recipientAccountId,
    }),
);

export const statuses = attached.map(
  ({ recipientAccountId, associationStatus }) =>
    pulumi.interpolate`${recipientAccountId}: ${associationStatus}`,
);
