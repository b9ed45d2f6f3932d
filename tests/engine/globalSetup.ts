import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureToolchain } from "../toolchain";
import { installPackedPackage, packPackage } from "./packedPackage";

/** Once for all engine tests: a toolchain, and the package installed as users get it. */
export default async function globalSetup(): Promise<void> {
  const { bin } = await ensureToolchain();
  process.env.SHARING_TEST_TOOLCHAIN = bin;
  // What the tests and all that they start leave behind goes with it, at the end: among files that were just deleted,
  // ext4 looks long for room for new ones, and a package manager makes thousands.
  process.env.TMPDIR = await mkdtemp(join(tmpdir(), "sharing-engine-tests-"));
  // In a folder of another name in each run: yarn classic keeps a tarball by its path as seen from the program's folder.
  const folder = await mkdtemp(join(process.env.TMPDIR, "packed-"));
  process.env.SHARING_TEST_TARBALL = await packPackage(folder);
  process.env.SHARING_TEST_ESTATE = await installPackedPackage();
  // A run of the CLI makes little garbage: to collect it is a sixth of what the run costs.
  Object.assign(process.env, { GOGC: "off", GOMEMLIMIT: "512MiB" });
}
