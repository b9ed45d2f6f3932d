package main

import (
	sharing "example.com/pulumi-cloudflare-sharing/sdk/go/cloudflaresharing"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(share)
}

func share(ctx *pulumi.Context) error {
	settings := config.New(ctx, "")
	var accountIDs []string
	settings.RequireObject("recipientAccountIds", &accountIDs)

	recipients := sharing.RecipientArray{}
	for _, accountID := range accountIDs {
		recipients = append(recipients, sharing.RecipientArgs{RecipientAccountId: pulumi.String(accountID)})
	}
	// The owner is the account in the stack's config, cloudflare-sharing:accountId.
	baseline, err := sharing.NewShare(ctx, "waf-baseline", &sharing.ShareArgs{
		Name:       pulumi.String("My Shared WAF Managed Rule"),
		Recipients: recipients,
		Resources: sharing.SharedResourceArray{
			sharing.SharedResourceArgs{
				ResourceType: pulumi.String("custom-ruleset"),
				ResourceId:   pulumi.String(settings.Require("rulesetId")),
			},
		},
	})
	if err != nil {
		return err
	}

	ctx.Export("shareId", baseline.ID())
	ctx.Export("status", baseline.Status)
	ctx.Export("associated", baseline.AssociatedRecipientCount)
	return nil
}
