import { spawn } from "node:child_process";
import type { Properties } from "../../provider/base/values";
import { connect } from "../unit/support/plugin";

/** Milliseconds since the process was started. */
export interface FirstAnswer {
  /** It named its port. */
  ready: number;
  /** It took its settings. */
  configured: number;
  /** It had checked a resource. */
  checked: number;
}

/** Starts a provider process as the engine does, and asks it to check one share. */
export async function firstAnswer(
  folder: string,
  command: string[],
  inputs: Properties,
): Promise<FirstAnswer> {
  const [file = "", ...args] = command;
  const start = performance.now();
  const since = () => performance.now() - start;
  const child = spawn(file, args, {
    cwd: folder,
    env: { ...process.env, CLOUDFLARE_API_TOKEN: "local-token" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 30_000);
  let close = () => {};
  try {
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (chunk: Buffer) => resolve(String(chunk).trim()));
      child.once("error", reject);
      child.once("exit", () => reject(new Error("the provider process ended before it was ready")));
    });
    const ready = since();
    const connection = connect(port);
    close = connection.close;
    await connection.client.configure({});
    const configured = since();
    const { failures } = await connection.client.check("Share", inputs);
    if (failures.length > 0) throw new Error(`the provider refuses the share: ${JSON.stringify(failures)}`);
    return { ready, configured, checked: since() };
  } finally {
    clearTimeout(limit);
    close();
    child.kill("SIGKILL");
  }
}
