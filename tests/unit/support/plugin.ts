import { createRequire } from "node:module";
import type { Client, Server, ServiceError } from "@grpc/grpc-js";
import type { Properties } from "../../../provider/base/values";
import { EngineLog } from "../../../provider/plugin/engineLog";
import { Instance } from "../../../provider/plugin/instance";
import { readProperties, secretNames, writeProperties } from "../../../provider/plugin/properties";
import { Empty, engineMessages, grpc, messageLimits, messages, Status } from "../../../provider/plugin/rpc";
import { serve } from "../../../provider/plugin/serve";
import type { LocalCloudflareOptions } from "../../../sdk/local";
import { type Sharing, startSharing, TOKEN } from "./sharing";

const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { ResourceProviderClient } = ofSdk(
  "./proto/provider_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
const { EngineService } = ofSdk(
  "./proto/engine_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");

/** A line that the plugin has told its engine. */
export interface Told {
  urn: string;
  message: string;
  isWarning: boolean;
  isEphemeral: boolean;
}

/** What the engine makes of an init failure. */
export interface InitFailed {
  id: string;
  properties: Properties;
  secrets: string[];
  reasons: string[];
}

const stops: (() => void)[] = [];

/** Ends what was started, as the engine does. */
export function stopPlugins(): void {
  for (const stop of stops.splice(0)) stop();
}

async function listen(server: Server): Promise<string> {
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return `127.0.0.1:${port}`;
}

interface Engine {
  address: string;
  told: Told[];
  server: Server;
}

/** The engine's own service, as far as a plugin calls it. */
export async function startEngine(): Promise<Engine> {
  const told: Told[] = [];
  const server = new grpc.Server();
  server.addService(
    EngineService as never,
    {
      log: ({ request }: { request: InstanceType<typeof engineMessages.LogRequest> }, callback: Answer) => {
        told.push({
          urn: request.getUrn(),
          message: request.getMessage(),
          isWarning: request.getSeverity() === engineMessages.LogSeverity.WARNING,
          isEphemeral: request.getEphemeral(),
        });
        callback(null, new Empty());
      },
    } as never,
  );
  const address = await listen(server);
  stops.push(() => server.forceShutdown());
  return { address, told, server };
}

type Answer = (error: null, response: unknown) => void;

export const urnOf = (kind: string) => `urn:pulumi:test::estate::cloudflare-sharing:index:${kind}::one`;

/** The plugin as it is served, and an engine that talks to it. */
export class TestPlugin {
  constructor(
    readonly sharing: Sharing,
    readonly told: Told[],
    private readonly client: Client,
    /** That of another run: nothing is remembered but what is in the state. */
    readonly again: () => Promise<TestPlugin>,
  ) {}

  async configure(args: Properties = { apiToken: TOKEN, baseUrl: this.sharing.cloudflare.url }) {
    const request = new messages.ConfigureRequest();
    request.setArgs(writeProperties(args));
    return this.call<InstanceType<typeof messages.ConfigureResponse>>("configure", request);
  }

  async checkConfig(news: Properties, secrets: string[] = []) {
    const request = new messages.CheckRequest();
    request.setNews(writeProperties(news, new Set(secrets)));
    return checked(await this.call("checkConfig", request));
  }

  async diffConfig(olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setOldInputs(writeProperties(olds, new Set(["apiToken"])));
    request.setNews(writeProperties(news));
    const response = await this.call<InstanceType<typeof messages.DiffResponse>>("diffConfig", request);
    return {
      changes: response.getChanges(),
      diffs: response.getDiffsList(),
      replaces: response.getReplacesList(),
    };
  }

  async check(kind: string, news: Properties, olds: Properties = {}, secrets: string[] = []) {
    const request = this.about(new messages.CheckRequest(), kind);
    request.setOlds(writeProperties(olds));
    request.setNews(writeProperties(news, new Set(secrets)));
    return checked(await this.call("check", request));
  }

  async diff(kind: string, id: string, state: { inputs: Properties; outs: Properties }, news: Properties) {
    const request = this.about(new messages.DiffRequest(), kind);
    request.setId(id);
    request.setOlds(writeProperties(state.outs));
    request.setOldInputs(writeProperties(state.inputs));
    request.setNews(writeProperties(news));
    const response = await this.call<InstanceType<typeof messages.DiffResponse>>("diff", request);
    const detailed = new Map<string, string | undefined>();
    response.getDetaileddiffMap().forEach((diff, path) => {
      detailed.set(path, kindNames[diff.getKind()]);
    });
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      detailed: Object.fromEntries(detailed),
      ...(response.getDeletebeforereplace() ? { deleteBeforeReplace: true } : {}),
    };
  }

  async create(
    kind: string,
    inputs: Properties,
    options: { preview?: boolean; seconds?: number; secrets?: string[] } = {},
  ) {
    const request = this.about(new messages.CreateRequest(), kind);
    request.setProperties(writeProperties(inputs, new Set(options.secrets)));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.seconds ?? 0);
    const response = await this.call<InstanceType<typeof messages.CreateResponse>>("create", request);
    const properties = response.getProperties();
    return { id: response.getId(), outs: readProperties(properties), secrets: secretNames(properties) };
  }

  async read(kind: string, id: string, properties: Properties = {}, secrets: string[] = []) {
    const request = this.about(new messages.ReadRequest(), kind);
    request.setId(id);
    request.setProperties(writeProperties(properties, new Set(secrets)));
    const response = await this.call<InstanceType<typeof messages.ReadResponse>>("read", request);
    return {
      id: response.getId(),
      outs: readProperties(response.getProperties()),
      inputs: readProperties(response.getInputs()),
      secrets: secretNames(response.getProperties()),
    };
  }

  async update(
    kind: string,
    id: string,
    olds: Properties,
    news: Properties,
    options: { preview?: boolean; seconds?: number; ignoreChanges?: string[] } = {},
  ) {
    const request = this.about(new messages.UpdateRequest(), kind);
    request.setIgnorechangesList(options.ignoreChanges ?? []);
    request.setId(id);
    request.setOlds(writeProperties(olds));
    request.setNews(writeProperties(news));
    request.setPreview(options.preview ?? false);
    request.setTimeout(options.seconds ?? 0);
    const response = await this.call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    return readProperties(response.getProperties());
  }

  async delete(kind: string, id: string, properties: Properties, seconds = 0): Promise<void> {
    const request = this.about(new messages.DeleteRequest(), kind);
    request.setId(id);
    request.setProperties(writeProperties(properties));
    request.setTimeout(seconds);
    await this.call("delete", request);
  }

  async invoke(token: string, args: Properties) {
    const request = new messages.InvokeRequest();
    request.setTok(token);
    request.setArgs(writeProperties(args));
    const response = await this.call<InstanceType<typeof messages.InvokeResponse>>("invoke", request);
    return readProperties(response.getReturn());
  }

  /** Any method by its name on the wire. */
  call<Response>(method: string, request: unknown): Promise<Response> {
    const client = this.client as unknown as Record<string, (request: unknown, answer: Callback) => void>;
    return new Promise((resolve, reject) => {
      client[method]?.(request, (error, response) => (error ? reject(error) : resolve(response as Response)));
    });
  }

  private about<R extends { setType(type: string): unknown; setUrn(urn: string): unknown }>(
    request: R,
    kind: string,
  ): R {
    request.setType(`cloudflare-sharing:index:${kind}`);
    request.setUrn(urnOf(kind));
    return request;
  }
}

type Callback = (error: ServiceError | null, response: unknown) => void;

const kindNames = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function checked(response: InstanceType<typeof messages.CheckResponse>) {
  const failures = response
    .getFailuresList()
    .map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
  return {
    inputs: readProperties(response.getInputs()),
    failures,
    secrets: secretNames(response.getInputs()),
  };
}

/** What the engine reads from a failed create or update. */
export function initFailureIn(error: unknown): InitFailed | undefined {
  const [bytes] = (error as ServiceError).metadata.get("grpc-status-details-bin");
  if (!bytes) return undefined;
  const [any] = Status.deserializeBinary(bytes as Buffer).getDetailsList();
  const detail = messages.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
  return {
    id: detail.getId(),
    properties: readProperties(detail.getProperties()),
    secrets: secretNames(detail.getProperties()),
    reasons: detail.getReasonsList(),
  };
}

/** Hands settings to a plugin that is a process of its own. */
export async function configureProcess(port: string, args: Properties): Promise<void> {
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const request = new messages.ConfigureRequest();
  request.setArgs(writeProperties(args));
  await new Promise((resolve, reject) =>
    client.configure(request, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  client.close();
}

/** A plugin beside a local Cloudflare, both by one clock; configured, unless told otherwise. */
export async function startPlugin(
  options: LocalCloudflareOptions & { env?: NodeJS.ProcessEnv; isBare?: boolean } = {},
): Promise<TestPlugin> {
  const { env = {}, isBare, ...cloudflare } = options;
  const sharing = await startSharing(cloudflare);
  const plugin = await serveTo(await startEngine(), sharing, env);
  if (!isBare) await plugin.configure();
  return plugin;
}

async function serveTo(engine: Engine, sharing: Sharing, env: NodeJS.ProcessEnv): Promise<TestPlugin> {
  const log = new EngineLog(engine.address);
  const instance = new Instance({ report: log, clock: sharing.clock, env });
  const { server, port } = await serve({ instance, log, manifest: { version: "1.2.3" } });
  const channel = grpc.credentials.createInsecure();
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, channel, messageLimits);
  stops.push(() => {
    client.close();
    log.close();
    server.forceShutdown();
  });
  const again = async () => {
    const other = await serveTo(engine, sharing, env);
    await other.configure();
    return other;
  };
  return new TestPlugin(sharing, engine.told, client, again);
}
