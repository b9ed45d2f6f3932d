/*
 * The plugin's process. The engine starts it with its own address, and reads the port from the first line of stdout.
 */

import { engineAddress } from "./engineAddress";
import { EngineLog } from "./engineLog";
import { serve } from "./serve";

async function main(): Promise<void> {
  // By package name, because the relative path to package.json differs between the sources and dist.
  const { version } = require("pulumi-cloudflare-sharing/package.json") as { version: string };
  const log = new EngineLog(engineAddress(process.argv.slice(2)));
  log.onceEngineGone(() => process.exit(0));
  const { port } = await serve({ log, version });
  process.stdout.write(`${port}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
