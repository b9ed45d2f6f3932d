import { createRequire } from "node:module";
import type { Client, Server, ServiceError } from "@grpc/grpc-js";
import type { Properties } from "../../../provider/base/values";
import { EngineLog } from "../../../provider/plugin/engineLog";
import { Instance } from "../../../provider/plugin/instance";
import { Empty, engineMessages, grpc, messageLimits } from "../../../provider/plugin/rpc";
import { serve } from "../../../provider/plugin/serve";
import type { LocalCloudflareOptions } from "../../../sdk/local";
import { type Call, PluginClient } from "./pluginClient";
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

/** The plugin as it is served, and an engine that talks to it. */
export class TestPlugin extends PluginClient {
  constructor(
    readonly sharing: Sharing,
    readonly told: Told[],
    call: Call,
    /** That of another run: nothing is remembered but what is in the state. */
    readonly again: () => Promise<TestPlugin>,
  ) {
    super(call);
  }

  override configure(
    args: Properties = { apiToken: TOKEN, baseUrl: this.sharing.cloudflare.url },
    provider?: string,
  ) {
    return super.configure(args, provider);
  }
}

type Callback = (error: ServiceError | null, response: unknown) => void;

function callOver(client: Client): Call {
  const methods = client as unknown as Record<string, (request: unknown, answer: Callback) => void>;
  return <Response>(method: string, request: unknown) =>
    new Promise<Response>((resolve, reject) => {
      methods[method]?.(request, (error, response) =>
        error ? reject(error) : resolve(response as Response),
      );
    });
}

/** The engine's side of a provider that is a process of its own. */
export function connect(port: string): { client: PluginClient; close(): void } {
  const channel = grpc.credentials.createInsecure();
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, channel, messageLimits);
  return { client: new PluginClient(callOver(client)), close: () => client.close() };
}

/** Hands settings to a plugin that is a process of its own. */
export async function configureProcess(port: string, args: Properties): Promise<void> {
  const { client, close } = connect(port);
  await client.configure(args);
  close();
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
  return new TestPlugin(sharing, engine.told, callOver(client), again);
}
