import { type YamlProgram, YamlStack } from "../yamlStack";
import { type Declared, testLife, token } from "./life";

/** Its provider has the token as plain text, as a beginner would write it. */
function program({ provider, args, customTimeouts }: Declared): YamlProgram {
  return {
    resources: {
      owner: { type: "pulumi:providers:cloudflare-sharing", properties: provider },
      baseline: {
        type: "cloudflare-sharing:Share",
        properties: args,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is YAML's
        options: { provider: "${owner}", customTimeouts },
      },
    },
    outputs: {
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: it is YAML's
      status: "${baseline.status}",
      targetType: "${baseline.targetType}",
      associated: "${baseline.associatedRecipientCount}",
      firstAccount: "${baseline.recipientStatuses[0].accountId}",
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: it is YAML's
    },
  };
}

testLife("in YAML", async (declared) => {
  const stack = await YamlStack.open(program(declared), {}, token);
  return {
    declare: (next) => stack.declare(program(next)),
    up: () => stack.up(),
    preview: () => stack.preview(),
    refresh: () => stack.refresh(),
    destroy: () => stack.destroy(),
    outputs: () => stack.outputs(),
  };
});
