// `npm run record`, once for a release: the state that this version writes, for all later ones to replay. A
// recording of a version that is out is never made anew, so a file that is there is only replaced by --force.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { localAccount, localOrganization, localOwner, startLocalCloudflare } from "../../sdk/local";
import { rulesetId, settingsOf } from "../engine/declarations";
import { installPackedPackage } from "../engine/packedPackage";
import { TestStack } from "../engine/stack";
import { ensureToolchain } from "../toolchain";
import { estate, refusal } from "./estate";
import { type Recording, recordingFile } from "./recording";

const { version } = require("../../package.json") as { version: string };

/** Where on the machine the program stood is no part of what a release promises. */
function withoutPositions(value: unknown): unknown {
  const dropped = new Set(["sourcePosition", "stackTrace"]);
  return JSON.parse(JSON.stringify(value, (key, item) => (dropped.has(key) ? undefined : item)));
}

async function record(estateFolder: string): Promise<Recording> {
  const cloudflare = await startLocalCloudflare({ transitionMs: 20, organization: localOrganization(45) });
  try {
    const found = cloudflare.dashboard.createShare({
      accountId: localOwner,
      name: "Taken over",
      recipients: [localAccount(5), localAccount(6)],
      resources: [{ resourceId: rulesetId }],
    });
    cloudflare.dashboard.refuseDelivery(refusal);
    const program = estate(found.id);
    const env = settingsOf(cloudflare);
    const stack = await TestStack.open(program, env, { estate: estateFolder, ownProcess: true });
    // The refresh lets the share that is open to others show what was attached to it.
    for (const run of [await stack.up(), await stack.refresh()]) if (!run.ok) throw new Error(run.output);
    return {
      program,
      state: withoutPositions(await stack.exportState()),
      cloudflare: cloudflare.snapshot(),
    };
  } finally {
    await cloudflare.close();
  }
}

async function main(): Promise<void> {
  const file = recordingFile(version);
  if (existsSync(file) && !process.argv.includes("--force"))
    throw new Error(`${version} is recorded already; --force replaces it, as long as it is not out`);
  const { bin } = await ensureToolchain();
  process.env.SHARING_TEST_TOOLCHAIN = bin;
  const estateFolder = await installPackedPackage();
  try {
    const recording = await record(estateFolder);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(recording, undefined, 1)}\n`);
    console.log(`recorded the state that ${version} writes`);
  } finally {
    await rm(estateFolder, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
