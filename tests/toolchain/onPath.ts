import { constants } from "node:fs";
import { access, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { EXECUTABLES } from "./cache";

/** The folder of the `pulumi` on PATH, if its Node plugins are where the engine looks: on PATH or beside it. */
export async function findOnPath(path: string): Promise<string> {
  const folders = foldersOf(path);
  const [cli, ...plugins] = EXECUTABLES;
  const bin = await firstWith(cli, folders);
  if (!bin) throw new Error("no pulumi on PATH");
  // Package managers link the CLI alone; the engine looks beside the real file.
  const real = dirname(await realpath(join(bin, cli)));
  for (const plugin of plugins) {
    if (!(await firstWith(plugin, [bin, real, ...folders]))) {
      throw new Error(`${join(bin, cli)} has no ${plugin} beside it or on PATH`);
    }
  }
  return bin;
}

/** Of a PATH. */
export const foldersOf = (path: string): string[] => path.split(delimiter).filter((folder) => folder !== "");

export async function firstWith(name: string, folders: string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const found = await access(join(folder, name), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return folder;
  }
  return undefined;
}
