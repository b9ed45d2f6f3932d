/*
 * The plugin's process. The engine starts it with its own address, and reads the port from the first line of stdout.
 */

import { engineAddress } from "../engineAddress";
import { knownCredentials } from "../settings";
import { endAtCrash } from "./crash";
import { EngineLog } from "./engineLog";
import { Instance } from "./instance";
import type { Manifest } from "./schema";
import { serve } from "./serve";
import { InstanceSettings } from "./settings";

async function main(): Promise<void> {
  let instance: Instance | undefined;
  endAtCrash(() => instance?.provider.credentials() ?? knownCredentials(new InstanceSettings(), process.env));
  // By package name, because the relative path to package.json differs between the sources and dist.
  const manifest: Manifest = require("pulumi-cloudflare-sharing/package.json");
  const engine = engineAddress(process.argv.slice(2));
  if (!engine) throw new Error("this plugin is started by Pulumi, which gives its address as an argument");
  const log = new EngineLog(engine);
  instance = new Instance({ report: log, engine });
  log.onceEngineGone(() => process.exit(0));
  const { port } = await serve({ instance, log, manifest });
  process.stdout.write(`${port}\n`);
}

void main();
