import type { AttachmentInputs, AttachmentKind } from "../attachment/kind";
import { AttachmentLifecycle } from "../attachment/lifecycle";
import { recipientKind } from "../attachment/recipient";
import { resourceKind } from "../attachment/resource";
import { systemClock } from "../base/clock";
import type { CheckFailure } from "../base/schema";
import type { Properties } from "../base/values";
import type { Report } from "../door";
import { askAs } from "../lookup/asker";
import { Lookups } from "../lookup/lookups";
import { type ProcessOptions, ProviderProcess } from "../process";
import { ShareLifecycle } from "../share/lifecycle";
import { type Compared, type DetailedDiff, detailedAttachmentDiff, detailedShareDiff } from "./detailedDiff";
import { EndableClock } from "./endableClock";
import { pluginDoor } from "./pluginDoor";
import { InstanceSettings } from "./settings";

export interface DiffResult {
  changes: boolean;
  replaces: string[];
  deleteBeforeReplace: boolean;
}

/** What the core does for each resource. */
interface Lifecycle {
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<DiffResult>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, properties: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, properties: Properties): Promise<void>;
}

/** One of the three resources. */
export interface Managed {
  lifecycle: Lifecycle;
  detailedDiff(compared: Compared): DetailedDiff;
}

export interface InstanceOptions extends Pick<ProcessOptions, "clock" | "env" | "engine" | "attemptLimitMs"> {
  report: Report;
}

/** One provider of a program: the engine starts a process for each. */
export class Instance {
  readonly env: NodeJS.ProcessEnv;
  readonly provider: ProviderProcess;
  readonly lookups: Lookups;
  /** By the last part of their types. */
  readonly resources: ReadonlyMap<string, Managed>;
  private readonly waits: EndableClock;
  private isDeclared = false;

  constructor({ report, clock = systemClock, env = process.env, engine, attemptLimitMs }: InstanceOptions) {
    this.env = env;
    this.waits = new EndableClock(clock);
    this.provider = new ProviderProcess({
      clock,
      env,
      engine,
      attemptLimitMs,
      door: pluginDoor(report, this.waits, () => this.isDeclared),
    });
    this.lookups = new Lookups({}, askAs(this.provider));
    this.resources = new Map([
      ["Share", { lifecycle: new ShareLifecycle(this.provider), detailedDiff: detailedShareDiff }],
      ["ShareRecipient", this.attachment(recipientKind)],
      ["ShareResource", this.attachment(resourceKind)],
    ]);
  }

  /** @param urn of the provider; an old engine tells it before a program's resources alone */
  noteProvider(urn: string | undefined): void {
    const name = urn?.split("::").slice(3).join("::");
    // The engine's own are named default, default_0_1_0.
    if (name) this.isDeclared = !/^default(_|$)/.test(name);
  }

  configure(settings: Properties): void {
    this.provider.configure(new InstanceSettings(settings));
  }

  /** Every wait ends, with what it has reached. */
  cancel(): void {
    this.waits.end();
  }

  private attachment<I extends AttachmentInputs, W extends { id: string }>(
    kind: AttachmentKind<I, W>,
  ): Managed {
    const names = [...kind.identity, ...kind.inPlace];
    return {
      lifecycle: new AttachmentLifecycle(this.provider, kind),
      detailedDiff: (compared) => detailedAttachmentDiff(names, compared),
    };
  }
}
