const policy = require("@pulumi/policy");
const sharing = require("pulumi-cloudflare-sharing");

/** Reports what the policy sees. */
const tell = (one, args, report) => report(JSON.stringify({ resource: args.name, ...one }));

new policy.PolicyPack("sharing", {
  policies: [
    {
      name: "few-recipients",
      description: "A share has at most two recipients.",
      enforcementLevel: "mandatory",
      validateResource: policy.validateResourceOfType(sharing.Share, ({ name, recipients }, _, report) => {
        if (recipients.length > 2) report(`${name} has ${recipients.length} recipients`);
      }),
    },
    {
      name: "tell-share",
      description: "Of shares.",
      validateResource: policy.validateResourceOfType(sharing.Share, tell),
    },
    {
      name: "tell-recipient",
      description: "Of recipients.",
      validateResource: policy.validateResourceOfType(sharing.ShareRecipient, tell),
    },
    {
      name: "tell-resource",
      description: "Of resources, by isType and asType.",
      validateResource: (args, report) => {
        if (args.isType(sharing.ShareResource)) tell(args.asType(sharing.ShareResource), args, report);
      },
    },
    {
      name: "one-share",
      description: "A stack has one share.",
      enforcementLevel: "mandatory",
      validateStack: policy.validateStackResourcesOfType(sharing.Share, (shares, _, report) => {
        if (shares.length > 1) report(shares.map(({ name, status }) => `${name} is ${status}`).join(", "));
      }),
    },
  ],
});
