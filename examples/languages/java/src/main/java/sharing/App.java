package sharing;

import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.cloudflaresharing.Share;
import com.pulumi.cloudflaresharing.ShareArgs;
import com.pulumi.cloudflaresharing.inputs.RecipientArgs;
import com.pulumi.cloudflaresharing.inputs.SharedResourceArgs;
import java.util.Arrays;
import java.util.stream.Collectors;

public class App {
    public static void main(String[] args) {
        Pulumi.run(App::share);
    }

    private static void share(Context context) {
        var config = context.config();
        String[] accountIds = config.requireObject("recipientAccountIds", String[].class);

        // The owner is the account in the stack's config, cloudflare-sharing:accountId.
        var baseline = new Share("waf-baseline", ShareArgs.builder()
            .name("My Shared WAF Managed Rule")
            .recipients(Arrays.stream(accountIds)
                .map(accountId -> RecipientArgs.builder().recipientAccountId(accountId).build())
                .collect(Collectors.toList()))
            .resources(SharedResourceArgs.builder()
                .resourceType("custom-ruleset")
                .resourceId(config.require("rulesetId"))
                .build())
            .build());

        context.export("shareId", baseline.id());
        context.export("status", baseline.status());
        context.export("associated", baseline.associatedRecipientCount());
    }
}
