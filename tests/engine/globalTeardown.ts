import { rm } from "node:fs/promises";

export default async function globalTeardown(): Promise<void> {
  const estate = process.env.SHARING_TEST_ESTATE;
  if (estate) await rm(estate, { recursive: true, force: true });
}
