import { ProviderError } from "./providerError";

/**
 * The object exists, but is not what was asked for yet. Thrown from create or update, it makes the engine keep
 * the resource in its state and call update in the next run, whatever the program says by then: an object
 * that is there is never lost. The SDK reads these fields by name.
 */
export class InitFailure extends ProviderError {
  readonly reasons: string[];
  readonly properties: Record<string, unknown>;

  constructor(
    message: string,
    readonly id: string,
    properties: Record<string, unknown>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reasons = [this.message];
    this.properties = { ...properties, unfinished: true };
  }
}

/** Whether the state is that of a create or update which failed so, and which nothing has mended since. */
export function hasFailed(state: object): boolean {
  return (state as { unfinished?: unknown }).unfinished === true;
}
