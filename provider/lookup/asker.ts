import type { CloudflareClient } from "../api/client";
import { type ProcessOptions, ProviderProcess } from "../process";
import { resolveAccountId, resolveSettings, type StackConfig, stackHints } from "../settings";

/** As whom functions ask. */
export interface Asker {
  /** For calls that name none; and what to say where there is none either. */
  account(config: StackConfig): { id: string | undefined; help: string };
  client(config: StackConfig): CloudflareClient;
}

/** In a program's own process, by the stack's config. */
export class ProgramAsker implements Asker {
  private readonly env: NodeJS.ProcessEnv;
  private readonly processes = new Map<string, ProviderProcess>();

  constructor(private readonly options: ProcessOptions) {
    this.env = options.env ?? process.env;
  }

  account(config: StackConfig) {
    return { id: resolveAccountId(config, this.env), help: stackHints.accountId };
  }

  /** One for the same settings: a process that runs several programs by the Automation API may have more. */
  client(config: StackConfig): CloudflareClient {
    const key = JSON.stringify(resolveSettings(config, this.env));
    let provider = this.processes.get(key);
    if (!provider) {
      provider = new ProviderProcess(this.options);
      provider.configure(config);
      this.processes.set(key, provider);
    }
    return provider.get().client;
  }
}

/** As the resources of a provider instance do: with the same client, at one pace with them. */
export function askAs(provider: ProviderProcess): Asker {
  return {
    account: () => ({ id: provider.accountId(), help: provider.door.hints.accountId }),
    client: () => provider.get().client,
  };
}
