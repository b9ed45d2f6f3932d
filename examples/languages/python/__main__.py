import pulumi
import pulumi_cloudflare_sharing as sharing

config = pulumi.Config()

# The owner is the account in the stack's config, cloudflare-sharing:accountId.
baseline = sharing.Share(
    "waf-baseline",
    name="My Shared WAF Managed Rule",
    recipients=[
        sharing.RecipientArgs(recipient_account_id=account_id)
        for account_id in config.require_object("recipientAccountIds")
    ],
    resources=[
        sharing.SharedResourceArgs(
            resource_type="custom-ruleset",
            resource_id=config.require("rulesetId"),
        )
    ],
)

pulumi.export("shareId", baseline.id)
pulumi.export("status", baseline.status)
pulumi.export("associated", baseline.associated_recipient_count)
