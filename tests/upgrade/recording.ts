import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalState } from "../../sdk/local";
import type { ProgramDeclaration, ShareDeclaration } from "../engine/stack";

/** What a release left behind: a program, the state that its `up` wrote, and Cloudflare as it was then. */
export interface Recording {
  program: ProgramDeclaration & { shares: ShareDeclaration[] };
  state: unknown;
  cloudflare: LocalState;
}

const folder = join(__dirname, "recordings");

export const recordingFile = (version: string) => join(folder, `${version}.json`);

export function recordedVersions(): string[] {
  return readdirSync(folder).map((file) => file.replace(/\.json$/, ""));
}

export function readRecording(version: string): Recording {
  const file = recordingFile(version);
  if (!existsSync(file)) throw new Error(`there is no recording of ${version}: npm run record makes it`);
  return JSON.parse(readFileSync(file, "utf8")) as Recording;
}
