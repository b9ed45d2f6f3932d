import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import { inCall } from "./currentCall";
import type { EngineLog } from "./engineLog";
import { failureOf } from "./failure";
import { functionMethods } from "./functionMethods";
import { Instance, type InstanceOptions } from "./instance";
import { providerMethods } from "./providerMethods";
import { resourceMethods } from "./resourceMethods";

/** One method of the service: from the engine's request to the answer. */
type Method<Request> = (request: Request) => Promise<unknown>;

export interface ServiceOptions extends Omit<InstanceOptions, "report"> {
  log: EngineLog;
  /** Of the package. */
  version: string;
}

/** Pulumi's service `ResourceProvider`, over the core that the dynamic provider serves too. */
export function resourceProvider({ log, version, ...options }: ServiceOptions): UntypedServiceImplementation {
  const instance = new Instance({ ...options, report: log });
  const methods = {
    ...providerMethods(instance, version),
    ...resourceMethods(instance),
    ...functionMethods(instance),
  };
  const handlers = Object.entries(methods).map(([name, method]) => [
    name,
    handlerOf(method as Method<never>, log),
  ]);
  return Object.fromEntries(handlers);
}

/** What a request may say beside its properties. */
type Anything = { getUrn?(): string; getTimeout?(): number };

function handlerOf(method: Method<never>, log: EngineLog) {
  const answer = async (request: Anything): Promise<unknown> => {
    const seconds = request.getTimeout?.() ?? 0;
    const call = { urn: request.getUrn?.() ?? "", limitMs: seconds > 0 ? seconds * 1_000 : undefined };
    try {
      return await inCall(call, () => method(request as never));
    } finally {
      await log.arrived();
    }
  };
  return ({ request }: ServerUnaryCall<Anything, unknown>, callback: sendUnaryData<unknown>): void => {
    answer(request).then(
      (response) => callback(null, response),
      (error) => callback(failureOf(error)),
    );
  };
}
