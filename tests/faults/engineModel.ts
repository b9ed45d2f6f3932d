import { InitFailure } from "../../provider/base/initFailure";
import type { ShareInputs } from "../../provider/model/inputs";
import { ProviderProcess } from "../../provider/process";
import { ShareLifecycle } from "../../provider/share/lifecycle";
import type { LocalCloudflare } from "../../sdk/local";
import { FakeClock } from "../unit/support/fakeClock";

type Properties = Record<string, unknown>;

/** A clock whose sleeps take no time, and whose time limits end soon: an answer that never comes is real. */
export class HastyClock extends FakeClock {
  override abortAfter(ms: number): AbortSignal {
    const signal = AbortSignal.timeout(60);
    signal.addEventListener("abort", () => this.pass(ms), { once: true });
    return signal;
  }
}

export interface ManagedShare {
  id: string;
  inputs: Properties;
  outputs: Properties;
  initFailed: boolean;
}

export type RunOutcome = { ok: true } | { ok: false; message: string };

/**
 * What Pulumi's engine does with one resource, as `engine-facts` and the engine tests show it: thousands of runs
 * in seconds, over a real socket. Each run is a process of its own.
 */
export class EngineModel {
  state: ManagedShare | undefined;
  /** Replaced shares whose deletion failed. */
  readonly pendingDeletes: ManagedShare[] = [];
  readonly said: string[] = [];

  constructor(
    private readonly cloudflare: LocalCloudflare,
    private readonly clock: FakeClock,
    private readonly token = "local-token",
  ) {}

  /** `pulumi up`, or `destroy` when nothing is declared. */
  async up(declared: Properties | undefined, options: { refresh?: boolean } = {}): Promise<RunOutcome> {
    try {
      const lifecycle = this.process();
      if (options.refresh) await this.refresh(lifecycle);
      if (declared === undefined) await this.destroy(lifecycle);
      else await this.reconcile(lifecycle, declared);
      await this.deletePending(lifecycle);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return { ok: false, message: error.message };
    }
  }

  async refreshOnly(): Promise<RunOutcome> {
    try {
      await this.refresh(this.process());
      return { ok: true };
    } catch (error) {
      return { ok: false, message: (error as Error).message };
    }
  }

  private process(): ShareLifecycle {
    const contexts = new ProviderProcess({
      clock: this.clock,
      say: (line) => this.said.push(line),
      env: { CLOUDFLARE_BASE_URL: this.cloudflare.url, CLOUDFLARE_API_TOKEN: this.token },
    });
    return new ShareLifecycle(contexts);
  }

  private async refresh(lifecycle: ShareLifecycle): Promise<void> {
    if (!this.state) return;
    const read = await lifecycle.read(this.state.id, this.state.outputs);
    if (!read.id) {
      this.state = undefined;
      return;
    }
    this.state = { ...this.state, inputs: read.inputs ?? {}, outputs: read.props ?? {} };
  }

  private async reconcile(lifecycle: ShareLifecycle, declared: Properties): Promise<void> {
    const { inputs, failures } = await lifecycle.check(this.state?.inputs ?? {}, declared);
    if (failures.length > 0)
      throw new Error(failures.map((one) => `${one.property}: ${one.reason}`).join("\n"));
    if (!this.state) return this.create(lifecycle, inputs);
    const { id, outputs, initFailed } = this.state;
    const diff = await lifecycle.diff(id, outputs, inputs);
    if (diff.replaces.length > 0) {
      const old = this.state;
      await this.create(lifecycle, inputs, () => this.pendingDeletes.push(old));
      return;
    }
    if (!diff.changes && !initFailed) {
      this.state = { ...this.state, inputs };
      return;
    }
    await this.keepState(id, inputs, async () => (await lifecycle.update(id, outputs, inputs)).outs);
  }

  private async create(
    lifecycle: ShareLifecycle,
    inputs: Properties,
    made: () => void = () => undefined,
  ): Promise<void> {
    try {
      const { id, outs } = await lifecycle.create(inputs);
      made();
      this.state = { id, inputs, outputs: outs, initFailed: false };
    } catch (error) {
      if (!(error instanceof InitFailure)) throw error;
      made();
      this.state = { id: error.id, inputs, outputs: error.properties, initFailed: true };
      throw error;
    }
  }

  private async keepState(id: string, inputs: Properties, act: () => Promise<Properties>): Promise<void> {
    try {
      this.state = { id, inputs, outputs: await act(), initFailed: false };
    } catch (error) {
      if (error instanceof InitFailure) {
        this.state = { id, inputs, outputs: error.properties, initFailed: true };
      }
      throw error;
    }
  }

  private async destroy(lifecycle: ShareLifecycle): Promise<void> {
    if (!this.state) return;
    await lifecycle.delete(this.state.id, this.state.outputs);
    this.state = undefined;
  }

  private async deletePending(lifecycle: ShareLifecycle): Promise<void> {
    for (let old = this.pendingDeletes[0]; old; old = this.pendingDeletes[0]) {
      await lifecycle.delete(old.id, old.outputs);
      this.pendingDeletes.shift();
    }
  }
}

/** The part of a live share that a program declares, in one spelling for comparing. */
export function liveDeclaration(cloudflare: LocalCloudflare, id: string): Properties {
  const share = cloudflare.dashboard.share(id);
  const recipients = share.recipients.filter((one) => !one.association_status.startsWith("disassociat"));
  const resources = share.resources.filter((one) => one.status === "active");
  return {
    name: share.name,
    recipients:
      share.target_type === "organization" ? "organization" : recipients.map((one) => one.account_id).sort(),
    resources: resources
      .map((one) => `${one.resource_type}/${one.resource_id} ${JSON.stringify(one.meta)}`)
      .sort(),
    excluded: share.excluded.map((one) => one.account_id).sort(),
  };
}

/** The same of what is declared. */
export function declaration(
  declared: Pick<ShareInputs, "name" | "recipients" | "excludedRecipients"> & {
    resources: { resourceType: string; resourceId: string; meta?: unknown }[];
  },
): Properties {
  const accounts = declared.recipients.flatMap((one) => one.recipientAccountId ?? []);
  return {
    name: declared.name,
    recipients: accounts.length > 0 ? accounts.sort() : "organization",
    resources: declared.resources
      .map((one) => `${one.resourceType}/${one.resourceId} ${JSON.stringify(one.meta ?? {})}`)
      .sort(),
    excluded: (declared.excludedRecipients ?? []).map((one) => one.accountId).sort(),
  };
}
