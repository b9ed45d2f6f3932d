import { ensureToolchain } from "../toolchain";
import { installPackedPackage } from "./packedPackage";

/** Once for all engine tests: a toolchain, and the package installed as users get it. */
export default async function globalSetup(): Promise<void> {
  const toolchain = await ensureToolchain();
  process.env.SHARING_TEST_TOOLCHAIN = toolchain.bin;
  process.env.SHARING_TEST_ESTATE = await installPackedPackage();
}
