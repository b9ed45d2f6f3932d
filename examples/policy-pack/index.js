// A class stands for its resources by either door: the dynamic provider's, and the plugin's from any language.
const { PolicyPack, validateResourceOfType } = require("@pulumi/policy");
const { Share, ShareRecipient } = require("pulumi-cloudflare-sharing");

/** Looks at every recipient that a program declares: in a share, and by itself. */
const ofRecipients = (check) => [
  // Without any, the provider refuses the share.
  validateResourceOfType(Share, ({ recipients = [] }, args, report) => {
    for (const recipient of recipients) check(recipient, args, report);
  }),
  validateResourceOfType(ShareRecipient, check),
];

/** An id as the provider gives it to policies: without dashes and capitals. */
const canonical = (id) => id.replaceAll("-", "").toLowerCase();

const allowedAccounts = {
  name: "allowed-accounts",
  description: "Recipients are accounts on the allow list.",
  enforcementLevel: "mandatory",
  configSchema: {
    properties: { accounts: { type: "array", items: { type: "string" } } },
  },
  validateResource: ofRecipients(({ recipientAccountId }, args, report) => {
    const { accounts = [] } = args.getConfig();
    if (recipientAccountId && !accounts.map(canonical).includes(recipientAccountId))
      report(`account ${recipientAccountId} is not on it`);
  }),
};

const organizationApproved = {
  name: "organization-approved",
  description: "A share with a whole organization has an approval that names it.",
  enforcementLevel: "mandatory",
  configSchema: {
    // By the resource's name in the program: who approved it, and where that is written.
    properties: { approvals: { type: "object", additionalProperties: { type: "string", minLength: 1 } } },
  },
  validateResource: ofRecipients(({ recipientAccountId }, args, report) => {
    const { approvals = {} } = args.getConfig();
    if (!recipientAccountId && !Object.hasOwn(approvals, args.name)) report("there is none");
  }),
};

const exclusiveProtected = {
  name: "exclusive-protected",
  description: "An exclusive share is protected: its deletion takes it from every recipient.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(Share, ({ exclusive = true }, { opts }, report) => {
    if (exclusive && !opts.protect) report("it has no option protect");
  }),
};

const removalsLimited = {
  name: "removals-limited",
  description: "A removalLimit bounds what one run may take away.",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(Share, (share, { provider }, report) => {
    // Of the plugin, the Provider's; of the dynamic provider, the stack's config.
    const { removalLimit, "cloudflare-sharing:removalLimit": ofStack } = provider?.props ?? {};
    if ((share.removalLimit ?? removalLimit ?? ofStack) === undefined) report("there is none");
  }),
};

new PolicyPack("sharing-guard-rails", {
  policies: [allowedAccounts, organizationApproved, exclusiveProtected, removalsLimited],
});
