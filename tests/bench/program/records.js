// The inputs with a record for each recipient, as a share has in its outputs: what it costs to hand over so much.
const at = "2026-11-28T12:00:00.000000Z";

exports.withRecords = (inputs) => ({
  ...inputs,
  recipientStatuses: inputs.recipients.map(({ recipientAccountId }) => ({
    id: recipientAccountId,
    accountId: recipientAccountId,
    associationStatus: "associated",
    created: at,
    modified: at,
    resources: inputs.resources.map(({ resourceId }) => ({
      resourceId,
      resourceVersion: 1,
      terminal: false,
    })),
  })),
});
