import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

export interface FirstAnswer {
  /** Until the process named its port. */
  readyMs: number;
  /** Until its first answer was there. */
  answerMs: number;
}

interface Message {
  setOlds(value: unknown): void;
  setNews(value: unknown): void;
}

interface Grpc {
  credentials: { createInsecure(): unknown };
}

type Respond = (error: Error | null, answer: unknown) => void;

interface ProviderClient {
  configure(request: unknown, respond: Respond): void;
  check(request: unknown, respond: Respond): void;
  close(): void;
}

/** What the engine speaks with a provider, as Pulumi's SDK in the folder has it. */
function protocol(folder: string) {
  const fromFolder = createRequire(join(folder, "package.json"));
  const fromSdk = createRequire(fromFolder.resolve("@pulumi/pulumi"));
  return {
    script: fromFolder.resolve("@pulumi/pulumi/cmd/dynamic-provider"),
    grpc: fromSdk("@grpc/grpc-js") as Grpc,
    services: fromFolder("@pulumi/pulumi/proto/provider_grpc_pb") as {
      ResourceProviderClient: new (address: string, credentials: unknown) => ProviderClient;
    },
    messages: fromFolder("@pulumi/pulumi/proto/provider_pb") as {
      CheckRequest: new () => Message;
      ConfigureRequest: new () => { setArgs(value: unknown): void };
    },
    struct: (
      fromSdk("google-protobuf/google/protobuf/struct_pb") as {
        Struct: { fromJavaScript(value: unknown): unknown };
      }
    ).Struct,
  };
}

/** Starts a provider process as the engine does, and asks it to check one resource. */
export async function firstAnswer(folder: string, inputs: Record<string, unknown>): Promise<FirstAnswer> {
  const { script, grpc, services, messages, struct } = protocol(folder);
  const start = performance.now();
  // The engine's address: it is only called for logs.
  const child = spawn(process.execPath, [script, "127.0.0.1:9"], {
    cwd: folder,
    env: { ...process.env, CLOUDFLARE_API_TOKEN: "local-token" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 30_000);
  let client: ProviderClient | undefined;
  try {
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.once("data", (chunk: Buffer) => resolve(Number(String(chunk).trim())));
      child.once("error", reject);
      child.once("exit", () => reject(new Error("the provider process ended before it was ready")));
    });
    const readyMs = performance.now() - start;
    client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const { configure, check } = client;
    const call = (method: typeof check, request: unknown) =>
      new Promise((resolve, reject) => {
        method.call(client, request, (error, answer) => (error ? reject(error) : resolve(answer)));
      });
    const configuration = new messages.ConfigureRequest();
    configuration.setArgs(struct.fromJavaScript({}));
    await call(configure, configuration);
    const request = new messages.CheckRequest();
    request.setOlds(struct.fromJavaScript({}));
    request.setNews(struct.fromJavaScript(inputs));
    await call(check, request);
    return { readyMs, answerMs: performance.now() - start };
  } finally {
    clearTimeout(limit);
    client?.close();
    child.kill("SIGKILL");
  }
}
