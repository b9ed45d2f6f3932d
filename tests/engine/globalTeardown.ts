import { rm } from "node:fs/promises";

export default async function globalTeardown(): Promise<void> {
  const folder = process.env.TMPDIR;
  // Jest calls it, too, where the setup has failed.
  if (process.env.SHARING_TEST_TARBALL && folder) await rm(folder, { recursive: true, force: true });
}
