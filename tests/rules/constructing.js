// Constructs one resource of each class, whose transformation (a user's own code) fails; prints what the limit of
// stack traces was meanwhile and is afterwards, and the error's stack. On the built package, as a transformer would
// change what Pulumi serializes.
const sharing = require("../../dist/sdk");

Error.stackTraceLimit = 17;

function construct(make) {
  let during;
  const fail = () => {
    during = Error.stackTraceLimit;
    throw new Error("not with me");
  };
  try {
    make({ transformations: [fail] });
  } catch (error) {
    return { during, after: Error.stackTraceLimit, stack: error.stack };
  }
}

const shareId = "5".repeat(32);
const made = {
  Share: construct((opts) => new sharing.Share("one", { name: "One", recipients: [], resources: [] }, opts)),
  ShareRecipient: construct((opts) => new sharing.ShareRecipient("one", { shareId }, opts)),
  ShareResource: construct((opts) => new sharing.ShareResource("one", { shareId }, opts)),
};
process.stdout.write(JSON.stringify(made));
