import { type CheckFailure, printableFailures, withAccountHelp, withoutSecretValue } from "./base/schema";
import { isUnknown } from "./base/values";
import { checkImport, type Importing } from "./importOption";
import type { ProviderProcess } from "./process";

/** What the check of one resource makes of its inputs alone. */
export interface Checked {
  inputs: object;
  failures: CheckFailure[];
  warnings: readonly (string | undefined)[];
  /** The option `import`, which is no input. */
  option: unknown;
  /** Of a resource that the state does not have yet, what the option names is looked at. */
  isNew: boolean;
}

/**
 * Ends every check: with the faults of the settings, and those of the option `import`. A preview already compares
 * what it names with the declaration, so that up takes it over unchanged or not at all.
 */
export async function completeCheck<T>(
  provider: ProviderProcess,
  checked: Checked,
  importing: Importing<T>,
): Promise<{ inputs: Record<string, unknown>; failures: CheckFailure[] }> {
  const { inputs, warnings, option, isNew } = checked;
  for (const warning of warnings) if (warning) provider.warnOnce(warning);
  const own = checked.failures.map(withAccountHelp(inputs, provider.door.hints.accountId));
  const failures = [...own, ...provider.settingsFailures()];
  if (option !== undefined && !isUnknown(option)) {
    const ref = importing.read(option);
    if ("reason" in ref) failures.push(ref);
    else if (isNew && failures.length === 0) {
      const context = provider.get();
      failures.push(...(await checkImport(context, importing.named(context, ref), option)));
    }
  }
  // Protobuf's Struct has no undefined.
  const plain = JSON.parse(JSON.stringify({ ...inputs, import: option }));
  provider.ownership.noteCheck(plain);
  const shown = failures.map((failure) => withoutSecretValue(plain, failure));
  return { inputs: plain, failures: printableFailures(shown) };
}
