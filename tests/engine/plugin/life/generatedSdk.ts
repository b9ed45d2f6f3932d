import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../../../package.json";
import { schemaFile } from "../../../schema/schemaFile";
import { ensureLanguages, type Languages } from "../../../toolchain/languages";
import { setUp } from "../../engine";

export const execute = promisify(execFile);

export const programs = join(__dirname, "programs");

let ensured: Promise<Languages> | undefined;

export function languages(): Promise<Languages> {
  ensured ??= ensureLanguages(setUp("SHARING_TEST_TOOLCHAIN"));
  return ensured;
}

/**
 * Writes the SDK of one language, as `pulumi package add` does on a user's machine.
 *
 * @returns its folder
 */
export async function generatedSdk(
  language: "python" | "go" | "java" | "dotnet",
  folder: string,
): Promise<string> {
  const { sdkGenerator } = await languages();
  const schema = join(folder, "schema.json");
  // The plugin answers with the version, which the file has not.
  await writeFile(schema, JSON.stringify({ ...JSON.parse(await readFile(schemaFile, "utf8")), version }));
  const sdks = join(folder, "sdks");
  await execute(sdkGenerator, [schema, sdks]);
  return join(sdks, language);
}
