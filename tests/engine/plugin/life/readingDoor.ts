import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PluginStack } from "../pluginStack";
import type { Declared, Door } from "./life";

/** A program that reads what it declares from a file beside it. */
export function readingDoor(stack: PluginStack): Door {
  return {
    declare: (next) => declareIn(stack.folder, next),
    up: () => stack.up(),
    refresh: () => stack.refresh(),
    destroy: () => stack.destroy(),
    outputs: () => stack.outputs(),
  };
}

export function declareIn(folder: string, declared: Declared): Promise<void> {
  return writeFile(join(folder, "declared.json"), JSON.stringify(declared));
}
