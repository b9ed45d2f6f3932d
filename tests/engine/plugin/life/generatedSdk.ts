import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { version } from "../../../../package.json";
import { schemaText } from "../../../../provider/plugin/schema";
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
  // As the plugin answers.
  await writeFile(schema, schemaText({ version }));
  const sdks = join(folder, "sdks");
  await execute(sdkGenerator, [schema, sdks]);
  return join(sdks, language);
}
