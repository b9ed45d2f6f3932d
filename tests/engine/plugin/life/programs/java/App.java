import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.pulumi.Context;
import com.pulumi.Pulumi;
import com.pulumi.cloudflaresharing.Provider;
import com.pulumi.cloudflaresharing.ProviderArgs;
import com.pulumi.cloudflaresharing.Share;
import com.pulumi.cloudflaresharing.ShareArgs;
import com.pulumi.cloudflaresharing.inputs.RecipientArgs;
import com.pulumi.cloudflaresharing.inputs.SharedResourceArgs;
import com.pulumi.resources.CustomResourceOptions;
import com.pulumi.resources.CustomTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A share as declared.json describes it: one program for every step of the life. */
public class App {
    public static void main(String[] args) throws IOException {
        JsonObject declared = JsonParser.parseString(Files.readString(Path.of("declared.json"))).getAsJsonObject();
        Pulumi.run(context -> declare(context, declared));
    }

    private static void declare(Context context, JsonObject declared) {
        JsonObject settings = declared.getAsJsonObject("provider");
        Provider owner = new Provider("owner", ProviderArgs.builder()
            .accountId(text(settings, "accountId"))
            .apiToken(context.config("cloudflare-sharing").requireSecret("apiToken"))
            .baseUrl(text(settings, "baseUrl"))
            .build());
        CustomResourceOptions.Builder options = CustomResourceOptions.builder().provider(owner);
        String update = text(declared.getAsJsonObject("customTimeouts"), "update");
        if (update != null) {
            options.customTimeouts(CustomTimeouts.builder().update(Duration.parse("PT" + update)).build());
        }
        JsonObject share = declared.getAsJsonObject("args");
        Share baseline = new Share("baseline", ShareArgs.builder()
            .name(text(share, "name"))
            .recipients(each(share, "recipients", App::recipient))
            .resources(each(share, "resources", App::resource))
            .removalLimit(text(share, "removalLimit"))
            .build(), options.build());
        context.export("status", baseline.status());
        context.export("targetType", baseline.targetType());
        context.export("associated", baseline.associatedRecipientCount());
        context.export("firstAccount", baseline.recipientStatuses().applyValue(all -> all.get(0).accountId()));
    }

    private static String text(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null ? null : value.getAsString();
    }

    /** A builder refuses null: what isn't there isn't set. */
    private static RecipientArgs recipient(JsonObject declared) {
        RecipientArgs.Builder recipient = RecipientArgs.builder();
        if (declared.has("recipientAccountId")) recipient.recipientAccountId(text(declared, "recipientAccountId"));
        return recipient.build();
    }

    private static SharedResourceArgs resource(JsonObject declared) {
        SharedResourceArgs.Builder resource = SharedResourceArgs.builder()
            .resourceType(text(declared, "resourceType"))
            .resourceId(text(declared, "resourceId"));
        JsonElement meta = declared.get("meta");
        if (meta != null) {
            resource.meta(meta.isJsonPrimitive() ? meta.getAsString() : new Gson().fromJson(meta, Map.class));
        }
        return resource.build();
    }

    private static <T> List<T> each(JsonObject object, String name, Function<JsonObject, T> make) {
        List<T> all = new ArrayList<>();
        for (JsonElement one : object.getAsJsonArray(name)) all.add(make.apply(one.getAsJsonObject()));
        return all;
    }
}
