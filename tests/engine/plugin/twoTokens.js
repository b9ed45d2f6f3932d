// Copied into a program's folder: providers with tokens of their own, one a component's, one that a preview doesn't know.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const sharing = require("pulumi-cloudflare-sharing");

const program = JSON.parse(readFileSync("program.json", "utf8"));
const config = new pulumi.Config();
const settings = (name, accountId) => ({
  apiToken: config.requireSecret(`${name}Token`),
  accountId,
  baseUrl: program.baseUrl,
});
const owner = new sharing.Provider("owner", settings("owner", program.owner));
const other = new sharing.Provider("other", settings("other", program.other));
const team = new pulumi.ComponentResource("test:index:Team", "team", {}, { providers: [other] });

const args = (name) => ({
  name,
  recipients: ["01", "02"].map((end) => ({ recipientAccountId: program.owner.slice(0, -2) + end })),
  resources: [{ resourceType: "custom-ruleset", resourceId: "0123456789abcdef0123456789abcdef" }],
});
const names = ({ results }) => results.map(({ name }) => name);

module.exports = async () => {
  const own = new sharing.Share("own", args("Own"), { provider: owner });
  // The token is what a share's status is once it is there.
  const { late: accountId, baseUrl } = program;
  const late = new sharing.Provider("late", { apiToken: own.status, accountId, baseUrl });
  const byLate = new sharing.Share("late", args("Late"), { provider: late });
  const asked = sharing.getShares({ kind: "received" }, { provider: late });
  const exported = {
    lateStatus: byLate.status,
    lateReceives: sharing.getSharesOutput({ kind: "received" }, { provider: late }).results.length,
    late: await asked.then(names, ({ message }) => message),
  };
  if (program.read) {
    const read = sharing.Share.get("theirs", program.read, undefined, { parent: team });
    const recipients = sharing.getShareRecipientsOutput({ shareId: read.id }, { parent: team });
    Object.assign(exported, { readId: read.id, readName: read.name, lifted: recipients.results.length });
  }
  if (program.imported)
    new sharing.Share("theirs", args("Theirs"), { parent: team, import: program.imported });
  if (program.importedRecipient) {
    const [accountId, shareId] = program.importedRecipient.split("/");
    const { recipientAccountId } = args("").recipients[1];
    const opts = { provider: other, import: program.importedRecipient };
    new sharing.ShareRecipient("second", { accountId, shareId, recipientAccountId }, opts);
  }
  if (program.missing) await sharing.getShare({ shareId: program.missing }, { provider: other });
  return {
    ...exported,
    plain: names(await sharing.getShares({}, { provider: other })),
    own: own.id.apply(async () => names(await sharing.getShares({ status: "active" }, { provider: owner }))),
  };
};
