import type {
  ServerUnaryCall,
  ServiceError,
  sendUnaryData,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Call, inCall } from "./currentCall";
import type { SentReport } from "./engineLog";
import { failureOf } from "./failure";
import { functionMethods } from "./functionMethods";
import type { Instance } from "./instance";
import { kindOf } from "./messages";
import { secretNames, secretTexts } from "./properties";
import { providerMethods } from "./providerMethods";
import { resourceMethods } from "./resourceMethods";
import type { Manifest } from "./schema";
import { withRepeats } from "./secrets";

/** One method of the service: from the engine's request to the answer. */
type Method<Request> = (request: Request) => Promise<unknown>;

export interface ServiceOptions {
  instance: Instance;
  log: SentReport;
  manifest: Manifest;
}

/** Pulumi's service `ResourceProvider`, over the core that the dynamic provider serves too. */
export function resourceProvider({ instance, log, manifest }: ServiceOptions): UntypedServiceImplementation {
  const methods = {
    ...providerMethods(instance, manifest),
    ...resourceMethods(instance),
    ...functionMethods(instance),
  };
  const handlers = Object.entries(methods).map(([name, method]) => [
    name,
    handlerOf(method as Method<never>, log),
  ]);
  return Object.fromEntries(handlers);
}

/** What a request may say beside what its method reads. */
interface Anything {
  getUrn?(): string;
  getType?(): string;
  getTimeout?(): number;
  getOlds?(): Struct | undefined;
  getNews?(): Struct | undefined;
  getProperties?(): Struct | undefined;
  getInputs?(): Struct | undefined;
}

function callOf(request: Anything): Call {
  const seconds = request.getTimeout?.() ?? 0;
  const given = [request.getNews?.(), request.getProperties?.(), request.getInputs?.()];
  let texts: string[] | undefined;
  return {
    urn: request.getUrn?.() ?? "",
    limitMs: seconds > 0 ? seconds * 1_000 : undefined,
    secrets: withRepeats(kindOf(request.getType?.() ?? ""), given.flatMap(secretNames)),
    secretTexts() {
      texts ??= [request.getOlds?.(), ...given].flatMap(secretTexts);
      return texts;
    },
  };
}

function handlerOf(method: Method<never>, log: SentReport) {
  const answer = async (request: Anything): Promise<unknown> => {
    try {
      return await method(request as never);
    } catch (error) {
      throw failureOf(error);
    } finally {
      await log.arrived();
    }
  };
  return ({ request }: ServerUnaryCall<Anything, unknown>, callback: sendUnaryData<unknown>): void => {
    inCall(callOf(request), () => answer(request)).then(
      (response) => callback(null, response),
      (failure: Partial<ServiceError>) => callback(failure),
    );
  };
}
