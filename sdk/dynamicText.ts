import * as pulumi from "@pulumi/pulumi";
import { refuseBundled } from "./bundled";

const texts = new WeakMap<pulumi.dynamic.ResourceProvider, pulumi.Output<string>>();

/**
 * A dynamic provider as the state keeps it. Pulumi's `dynamic.Resource` does the same; but it knows its type before
 * it is told which door a resource takes. The parameter's name is in the text, and is the one of Pulumi's.
 */
export function dynamicText(provider: pulumi.dynamic.ResourceProvider): pulumi.Output<string> {
  refuseBundled(provider);
  let text = texts.get(provider);
  if (!text) {
    // Secrets are refused, as nothing is allowed.
    text = pulumi.output(pulumi.runtime.serializeFunction(() => provider).then((one) => one.text));
    texts.set(provider, text);
  }
  return text;
}
