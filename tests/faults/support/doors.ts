import { AttachmentLifecycle } from "../../../provider/attachment/lifecycle";
import { recipientKind } from "../../../provider/attachment/recipient";
import { resourceKind } from "../../../provider/attachment/resource";
import { InitFailure } from "../../../provider/base/initFailure";
import { unknownValue } from "../../../provider/base/values";
import { Instance } from "../../../provider/plugin/instance";
import { withRepeats } from "../../../provider/plugin/secrets";
import { resourceProvider } from "../../../provider/plugin/service";
import { ProviderProcess } from "../../../provider/process";
import { ShareLifecycle } from "../../../provider/share/lifecycle";
import { initFailureIn, PluginClient } from "../../unit/support/pluginClient";
import type { LimitClock } from "./limitClock";
import type { Kind, Properties } from "./program";
import type { Lifecycle, Providers } from "./run";
import { callService } from "./serviceCall";

/** What a provider process is started with. */
interface ProcessSettings {
  url: string;
  token: string;
  clock: LimitClock;
  hear(line: string): void;
}

/** A way into the core, as the engine takes it: one provider process of a run. */
export interface Door {
  /** Where the options of a resource go: with its properties to the provider, or to the engine alone. */
  options: "properties" | "engine";
  open(settings: ProcessSettings): Promise<Providers>;
  /** The same as a preview asks it; none where the engine doesn't ask a provider to preview. */
  openPreview?(settings: ProcessSettings): Promise<Providers>;
}

const envOf = ({ url, token }: ProcessSettings) => ({
  CLOUDFLARE_BASE_URL: url,
  CLOUDFLARE_API_TOKEN: token,
  CLOUDFLARE_SHARING_DEBUG: "1",
});

export const dynamicDoor: Door = {
  options: "properties",
  async open(settings) {
    const { clock, hear } = settings;
    const { attemptLimitMs } = clock;
    const provider = new ProviderProcess({ clock, attemptLimitMs, say: hear, env: envOf(settings) });
    const lifecycles = {
      share: new ShareLifecycle(provider),
      recipient: new AttachmentLifecycle(provider, recipientKind),
      resource: new AttachmentLifecycle(provider, resourceKind),
    };
    return ({ kind }) => lifecycles[kind];
  },
};

const kinds: Record<Kind, string> = {
  share: "Share",
  recipient: "ShareRecipient",
  resource: "ShareResource",
};

interface PluginUse {
  /** Names of the properties that the program marks as secret. */
  secrets?: readonly string[];
  /** Whether a preview comes before each `up`. */
  previews?: boolean;
}

export function pluginDoor({ secrets = [], previews = false }: PluginUse = {}): Door {
  const open = async (settings: ProcessSettings, preview: boolean): Promise<Providers> => {
    const { clock, hear } = settings;
    const { attemptLimitMs } = clock;
    const log = { progress: hear, say: hear, warn: hear, arrived: async () => undefined };
    const instance = new Instance({ report: log, clock, env: envOf(settings), attemptLimitMs });
    const service = resourceProvider({ instance, log, manifest: { version: "1.2.3" } });
    const call = callService(service);
    await new PluginClient(call).configure({});
    return ({ kind, name }) =>
      lifecycleOf(new PluginClient(call, secrets, name), kinds[kind], secrets, preview);
  };
  return {
    options: "engine",
    open: (settings) => open(settings, false),
    openPreview: previews ? (settings) => open(settings, true) : undefined,
  };
}

/** The plugin's resource as the engine's steps use it. */
function lifecycleOf(
  plugin: PluginClient,
  kind: string,
  secrets: readonly string[],
  preview: boolean,
): Lifecycle {
  /** Where an input is secret, every output that repeats it is. */
  const expectMarked = (given: Properties, outs: Properties, marked: readonly string[]) => {
    const wanted = withRepeats(
      kind,
      secrets.filter((name) => name in given),
    );
    const bare = [...wanted].filter((name) => outs[name] !== undefined && !marked.includes(name));
    if (bare.length > 0) throw new Error(`${kind}: ${bare} came back without the mark of a secret`);
  };
  const kept = (given: Properties, error: unknown): never => {
    const failed = "metadata" in (error as object) ? initFailureIn(error) : undefined;
    if (!failed) throw new Error(textOf(error));
    expectMarked(given, failed.properties, failed.secrets);
    throw new InitFailure(failed.reasons.join("\n"), failed.id, failed.properties);
  };
  const told = (error: unknown): never => {
    throw new Error(textOf(error));
  };
  return {
    check: (olds, news) => plugin.check(kind, news, olds).catch(told),
    diff: (id, olds, news, oldInputs) =>
      plugin.diff(kind, id, { inputs: oldInputs, outs: olds }, news).catch(told),
    async create(inputs) {
      const {
        id,
        outs,
        secrets: marked,
      } = await plugin.create(kind, inputs, { preview }).catch((error: unknown) => kept(inputs, error));
      expectMarked(inputs, outs, marked);
      return { id: preview ? unknownValue : id, outs };
    },
    async read(id, properties) {
      const { outs, inputs, secrets: marked, ...found } = await plugin.read(kind, id, properties).catch(told);
      if (found.id === "") return {};
      expectMarked(properties, outs, marked);
      return { id: found.id, props: outs, inputs };
    },
    async update(id, olds, news) {
      const outs = await plugin
        .update(kind, id, olds, news, { preview })
        .catch((error: unknown) => kept(news, error));
      return { outs };
    },
    async delete(id, properties) {
      if (!preview) await plugin.delete(kind, id, properties).catch(told);
    },
  };
}

/** As the engine shows it. */
const textOf = (error: unknown): string => (error as { details?: string }).details ?? String(error);
