using Pulumi;
using Sharing = Pulumi.CloudflareSharing;

return await Deployment.RunAsync(() =>
{
    var config = new Config();
    var recipientAccountIds = config.RequireObject<string[]>("recipientAccountIds");

    // The owner is the account in the stack's config, cloudflare-sharing:accountId.
    var baseline = new Sharing.Share("waf-baseline", new()
    {
        Name = "My Shared WAF Managed Rule",
        Recipients = recipientAccountIds
            .Select(accountId => new Sharing.Inputs.RecipientArgs { RecipientAccountId = accountId })
            .ToArray(),
        Resources = new[]
        {
            new Sharing.Inputs.SharedResourceArgs
            {
                ResourceType = "custom-ruleset",
                ResourceId = config.Require("rulesetId"),
            },
        },
    });

    return new Dictionary<string, object?>
    {
        ["shareId"] = baseline.Id,
        ["status"] = baseline.Status,
        ["associated"] = baseline.AssociatedRecipientCount,
    };
});
