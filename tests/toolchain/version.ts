/** The oldest CLI the engine tests accept: the lower end of our peer range for @pulumi/pulumi. */
export const MINIMUM_VERSION = "3.100.0";

/** "v3.274.1", "3.274.1-alpha.5+dirty" or a whole `pulumi version` output -> [3, 274, 1]; undefined if there is none. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const match = /^\s*v?(\d+)\.(\d+)\.(\d+)/m.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

export function isAtLeast(version: string, minimum: string): boolean {
  const have = parseVersion(version);
  const want = parseVersion(minimum);
  if (!have || !want) return false;
  for (const part of [0, 1, 2] as const) {
    if (have[part] !== want[part]) return have[part] > want[part];
  }
  return true;
}

/** The CLI version that the committed go.mod requires; stated nowhere else. */
export function pinnedVersion(cliGoMod: string): string {
  return requiredVersion(cliGoMod, "github.com/pulumi/pulumi/pkg/v3");
}

/** Of a module, the version that a go.mod requires. */
export function requiredVersion(goMod: string, module: string): string {
  const words = goMod.split("\n").map((line) =>
    line
      .trim()
      .replace(/^require\s+/, "")
      .split(/\s+/),
  );
  const version = words.find(([name]) => name === module)?.[1];
  if (!version) throw new Error(`the go.mod requires no ${module}`);
  return version;
}

/** The `go` line of a go.mod. */
export function neededGo(goMod: string): string {
  return /^go\s+(\S+)/m.exec(goMod)?.[1] ?? "1.21";
}
