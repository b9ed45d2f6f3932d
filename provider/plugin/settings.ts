import { type CheckFailure, printableFailures } from "../base/schema";
import { holdsUnknown, type Properties } from "../base/values";
import { type StackConfig, settingFaults, settingNames } from "../settings";

const namespace = "cloudflare-sharing:";

/** The settings that a program or the stack's config gives to one provider instance. */
export class InstanceSettings implements StackConfig {
  constructor(private readonly given: Properties = {}) {}

  get(key: string): string | undefined {
    const value = key.startsWith(namespace) ? this.given[key.slice(namespace.length)] : undefined;
    return value === undefined || value === null ? undefined : String(value);
  }
}

/** What the engine keeps among the settings for itself. */
const ofEngine = /^(version|pluginDownloadURL|__.*)$/;

/** What is wrong with the settings that are given; that some are missing, the resources that need them tell. */
export function checkSettings(given: Properties, env: NodeJS.ProcessEnv, hint: string): CheckFailure[] {
  const known: readonly string[] = settingNames;
  const strange = Object.keys(given).filter((name) => !known.includes(name) && !ofEngine.test(name));
  const failures = strange.map((property) => ({
    property,
    reason: `is no setting of this provider: it has ${settingNames.join(", ")}`,
  }));
  // What is not known yet may be the other half of a pair.
  if (!holdsUnknown(given)) {
    for (const { key, message } of settingFaults(new InstanceSettings(given), env, hint))
      if (key !== undefined) failures.push({ property: key, reason: message });
  }
  return printableFailures(failures);
}

/** The settings that have changed. */
export function changedSettings(olds: Properties, news: Properties): string[] {
  const isSame = (name: string) => JSON.stringify(olds[name]) === JSON.stringify(news[name]);
  return [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((name) => !isSame(name));
}
