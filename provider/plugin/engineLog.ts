import type { Report } from "../door";
import { currentCall, withoutSecrets } from "./currentCall";
import { EngineClient, engineMessages, grpc, messageLimits } from "./rpc";

const { LogRequest, LogSeverity } = engineMessages;

/** A report whose lines are on their way for a while. */
export interface SentReport extends Report {
  /** Once every line so far has arrived: the engine drops those of an operation that has ended. */
  arrived(): Promise<void>;
}

/** Lines that the engine shows beside their resource. What a plugin prints to stdout and stderr it hides. */
export class EngineLog implements SentReport {
  private readonly client: InstanceType<typeof EngineClient>;
  private last: Promise<void> = Promise.resolve();

  constructor(address: string) {
    this.client = new EngineClient(address, grpc.credentials.createInsecure(), messageLimits);
  }

  progress(line: string): void {
    this.send(line, LogSeverity.INFO, true);
  }

  say(line: string): void {
    this.send(line, LogSeverity.INFO, false);
  }

  warn(line: string): void {
    this.send(line, LogSeverity.WARNING, false);
  }

  arrived(): Promise<void> {
    return this.last;
  }

  /** Calls back when the engine has gone. One that is killed ends no plugin. */
  onceEngineGone(gone: () => void): void {
    const channel = this.client.getChannel();
    const watch = (state: import("@grpc/grpc-js").connectivityState): void =>
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () => {
        const next = channel.getConnectivityState(true);
        if (next === grpc.connectivityState.TRANSIENT_FAILURE) {
          this.close();
          gone();
        } else if (next !== grpc.connectivityState.SHUTDOWN) watch(next);
      });
    watch(channel.getConnectivityState(true));
  }

  close(): void {
    this.client.close();
  }

  /** One after the other, or they could change places on the way. */
  private send(line: string, severity: 1 | 2, isEphemeral: boolean): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(withoutSecrets(line));
    request.setUrn(currentCall()?.urn ?? "");
    request.setEphemeral(isEphemeral);
    this.last = this.last.then(() => new Promise((resolve) => this.client.log(request, () => resolve())));
  }
}
