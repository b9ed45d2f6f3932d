// `npm run first-day`: what a newcomer types from an empty folder on, and what they read, on the packed package and
// the local Cloudflare. How it reads is for people to judge; that no command ends otherwise than it should, and that
// nothing prints a stack or a warning of a dependency's, is tested beside.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstDay } from "./firstDay";

const folder = mkdtempSync(join(tmpdir(), "sharing-first-day-"));

firstDay(folder, (text) => process.stdout.write(text))
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => rmSync(folder, { recursive: true, force: true }));
