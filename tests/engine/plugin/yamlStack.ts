import { ensureYamlHost } from "../../toolchain/yamlHost";
import { setUp } from "../engine";
import { PluginStack, programFolder, writeProject } from "./pluginStack";

export type { PluginRun as YamlRun } from "./pluginStack";

/** A YAML program's parts, in JSON, which is YAML too. */
export interface YamlProgram {
  config?: Record<string, object>;
  resources: Record<string, object>;
  variables?: Record<string, object>;
  outputs?: Record<string, unknown>;
  /** Where plugins are; that of the packed package unless given. */
  plugins?: object;
}

/** A YAML program with a stack of its own. */
export class YamlStack extends PluginStack {
  /**
   * @param env the Cloudflare settings, and what a run is to find on PATH, unless all
   * @param secrets what no run may show, and no state hold
   */
  static async open(
    program: YamlProgram,
    env: Record<string, string>,
    ...secrets: string[]
  ): Promise<YamlStack> {
    const host = await ensureYamlHost(setUp("SHARING_TEST_TOOLCHAIN"));
    const folder = await programFolder("yaml");
    await declareIn(folder, program);
    return YamlStack.openIn(folder, env, secrets, { folders: [host] });
  }

  /** Edits the program. */
  declare(program: YamlProgram): Promise<void> {
    return declareIn(this.folder, program);
  }
}

function declareIn(folder: string, program: YamlProgram): Promise<void> {
  return writeProject(folder, { runtime: "yaml", ...program });
}
