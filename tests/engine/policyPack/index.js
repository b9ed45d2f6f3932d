const policy = require("@pulumi/policy");
const sharing = require("pulumi-cloudflare-sharing");

/** Reports what the policy sees. */
const tell = (one, _, report) => report(JSON.stringify(one));

new policy.PolicyPack("sharing", {
  policies: [
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
      name: "tell-stack",
      description: "Of a stack, what became of its shares.",
      validateStack: policy.validateStackResourcesOfType(sharing.Share, (shares, _, report) => {
        const states = shares.map(({ name, status }) => ({ name, status }));
        report(JSON.stringify(states.sort((a, b) => a.name.localeCompare(b.name))));
      }),
    },
  ],
});
