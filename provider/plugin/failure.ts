import type { ServiceError } from "@grpc/grpc-js";
import { InitFailure } from "../base/initFailure";
import { ProviderError } from "../base/providerError";
import { currentCall, withoutSecrets } from "./currentCall";
import { withoutOptions, writeProperties } from "./properties";
import { Any, grpc, messages, Status } from "./rpc";
import { bytesOf } from "./struct";

/** An error as the engine understands it. What is there, but not as declared, it keeps in the state. */
export function failureOf(error: unknown): Partial<ServiceError> {
  const message = withoutSecrets(messageOf(error));
  const metadata = new grpc.Metadata();
  if (error instanceof InitFailure) metadata.add("grpc-status-details-bin", initFailed(error));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}

/** The stack is for mistakes of this package alone. */
function messageOf(error: unknown): string {
  if (error instanceof ProviderError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function initFailed({ id, message, properties, reasons }: InitFailure): Buffer {
  // The mark is the dynamic provider's: the engine itself remembers the reasons.
  const { unfinished, ...outputs } = properties;
  const detail = new messages.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(writeProperties(withoutOptions(outputs), currentCall()?.secrets));
  detail.setReasonsList(reasons.map(withoutSecrets));
  const packed = new Any();
  packed.pack(bytesOf(detail), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(withoutSecrets(message));
  status.addDetails(packed);
  return Buffer.from(status.serializeBinary());
}
