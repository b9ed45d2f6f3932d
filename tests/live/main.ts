// `npm run test:live`: the life of a small share on the real API, and where its answers differ from the contract.
// docs/live-check.md says what it needs. Run by `node --import tsx`: the command `tsx` is a process of its own that
// kills ours if a signal is not answered within 60 ms, and with it the cleaning up.
import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { buildPackageIfStale } from "../../examples/buildPackage";
import { describeFailure } from "../../provider/api/errors";
import type { ShareWire } from "../../provider/api/wire";
import { formatDuration } from "../../provider/base/clock";
import { plural } from "../../sdk/cli/output/text";
import { installPackedPackage } from "../engine/packedPackage";
import { ensureToolchain } from "../toolchain";
import { LiveApi } from "./api";
import { onInterruption } from "./interruption";
import { findLeftovers, type Removal, removalByHand, removeOne } from "./ownShares";
import { redactor } from "./report";
import { runLiveCheck } from "./run";
import { type LiveSettings, readLiveSettings, SettingsError } from "./settings";
import { Traffic } from "./traffic";
import { comparisonText, exitCodeOf, verdict } from "./verdict";

interface Options {
  sweep: boolean;
  strict: boolean;
}

function readOptions(): Options {
  try {
    const options = {
      sweep: { type: "boolean", default: false },
      strict: { type: "boolean", default: false },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    throw new SettingsError(
      `${(error as Error).message}\nOptions: --strict, --sweep. docs/live-check.md says more.`,
    );
  }
}

async function main(): Promise<number> {
  const options = readOptions();
  const settings = readLiveSettings(process.env, options.sweep);
  const redact = redactor(settings);
  const say = (line: string) => console.log(redact(line));
  const interruption = onInterruption(say);
  const traffic = new Traffic();
  const api = new LiveApi(settings, traffic, say);
  const leftovers = await lookForLeftovers(api);
  if (options.sweep) return sweep(api, settings, leftovers, say);
  for (const line of namesOf(leftovers)) say(line);
  return withEngine(async () => {
    if (interruption.signal.aborted) return exitCodeOf(interruption.by);
    const result = await runLiveCheck({ settings, api, traffic, interruption, say });
    const { line, code } = verdict(result, { ...options, by: interruption.by });
    say(`\n${comparisonText(result.comparison)}\n\n${line}`);
    return code;
  });
}

/** The first request: a wrong token or address shows here, before anything is made. */
async function lookForLeftovers(api: LiveApi): Promise<ShareWire[]> {
  try {
    return await findLeftovers(api);
  } catch (error) {
    throw describeFailure("looking for leftovers of earlier live checks", error);
  }
}

function namesOf(leftovers: readonly ShareWire[]): string[] {
  if (leftovers.length === 0) return ["leftovers     none of earlier live checks"];
  const ages = leftovers.map(({ id, name, created }) => {
    const age = Date.now() - Date.parse(created ?? "");
    return `    ${id}  "${name}"${Number.isNaN(age) ? "" : `, ${formatDuration(Math.max(0, age))} old`}`;
  });
  const what = plural(leftovers.length, "share");
  return [`leftovers     ${what} of earlier live checks, left as they are (--sweep removes them):`, ...ages];
}

async function sweep(
  api: LiveApi,
  settings: LiveSettings,
  leftovers: readonly ShareWire[],
  say: (line: string) => void,
): Promise<number> {
  const removal: Removal = { removed: [], failed: [] };
  for (const share of leftovers) await removeOne(api, share, removal);
  for (const id of removal.removed) say(`removed share ${id}`);
  for (const { id, reason } of removal.failed)
    say([reason, id ? removalByHand(id, settings) : ""].join("\n").trim());
  say(`sweep: ${plural(leftovers.length, "leftover")}, ${removal.removed.length} removed`);
  return removal.failed.length > 0 ? 1 : 0;
}

/** With a toolchain and the package as users get it; the engine tests have both made already. */
async function withEngine(work: () => Promise<number>): Promise<number> {
  process.env.SHARING_TEST_TOOLCHAIN ??= (await ensureToolchain()).bin;
  if (process.env.SHARING_TEST_ESTATE) return work();
  buildPackageIfStale((line) => console.error(line));
  const estate = await installPackedPackage();
  process.env.SHARING_TEST_ESTATE = estate;
  try {
    return await work();
  } finally {
    await rm(estate, { recursive: true, force: true });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof SettingsError ? 2 : 1;
  },
);
