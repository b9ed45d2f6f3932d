// By class, paths into its properties, which the options ignoreChanges and replaceOnChanges refuse: for the test, and for
// the program that it starts.
module.exports = {
  Share: [
    "recipients[0]",
    "resources[*].meta",
    '["recipients"]',
    '["recipients"][0]',
    "*.recipientAccountId",
    "[*]",
  ],
  ShareRecipient: ['["recipientAccountId"]', "*.recipientAccountId"],
  ShareResource: ["meta.a", '["meta"].a', "*[0]"],
};
