import { TestEnvironment } from "jest-environment-node";
import { newHosts } from "./warmHosts/pool";

/** Of one of jest's workers: what has been loaded for one file is there for the next. */
const warmHosts = newHosts();

/** Node's, with the processes that the tests' programs and providers run in. */
export default class EngineEnvironment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    this.global.warmHosts = warmHosts;
  }
}
