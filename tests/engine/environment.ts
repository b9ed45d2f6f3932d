import { join } from "node:path";
import * as automation from "@pulumi/pulumi/automation";
import { TestEnvironment } from "jest-environment-node";
import { setUp } from "./engine";
import { newHosts } from "./warmHosts/pool";

/** Of one of jest's workers: what has been loaded for one file is there for the next. */
const warmHosts = newHosts();
let command: Promise<automation.PulumiCommand> | undefined;

/** Node's, with Pulumi's Automation API and the processes that the tests' programs and providers run in. */
export default class EngineEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    command ??= automation.PulumiCommand.get({ root: join(setUp("SHARING_TEST_TOOLCHAIN"), "..") });
    this.global.automation = automation;
    this.global.pulumiCommand = await command;
    this.global.warmHosts = warmHosts;
  }
}
