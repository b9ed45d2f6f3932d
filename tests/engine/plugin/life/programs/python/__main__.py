"""A share as declared.json describes it: one program for every step of the life."""

import json

import pulumi
import pulumi_cloudflare_sharing as sharing

with open("declared.json") as file:
    declared = json.load(file)
settings = declared["provider"]
args = declared["args"]

owner = sharing.Provider(
    "owner",
    account_id=settings["accountId"],
    api_token=settings["apiToken"],
    base_url=settings["baseUrl"],
)
timeouts = pulumi.CustomTimeouts(**declared["customTimeouts"])
baseline = sharing.Share(
    "baseline",
    name=args["name"],
    recipients=[
        sharing.RecipientArgs(recipient_account_id=one.get("recipientAccountId")) for one in args["recipients"]
    ],
    resources=[
        sharing.SharedResourceArgs(
            resource_type=one["resourceType"], resource_id=one["resourceId"], meta=one.get("meta")
        )
        for one in args["resources"]
    ],
    removal_limit=args["removalLimit"],
    opts=pulumi.ResourceOptions(provider=owner, custom_timeouts=timeouts),
)

pulumi.export("status", baseline.status)
pulumi.export("targetType", baseline.target_type)
pulumi.export("associated", baseline.associated_recipient_count)
pulumi.export("firstAccount", baseline.recipient_statuses[0].account_id)
