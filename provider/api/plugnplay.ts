import { existsSync } from "node:fs";
import { register } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

let isRegistered = false;

/**
 * Yarn Plug'n'Play finds ES modules by a loader alone. Pulumi starts Node without one, so it is registered here; Yarn
 * writes it with `pnpEnableEsmLoader: true`.
 */
export function registerPlugnPlayLoader(): void {
  // Each would be asked before the next, by every client of the process.
  if (process.versions.pnp === undefined || isRegistered) return;
  isRegistered = true;
  const loader = join(dirname(require.resolve("pnpapi")), ".pnp.loader.mjs");
  if (existsSync(loader)) register(pathToFileURL(loader));
}
