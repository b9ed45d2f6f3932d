import type { MethodDefinition, ServiceError, UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "../../../provider/plugin/rpc";
import { withPlainStructs } from "../../../provider/plugin/struct";
import type { Call } from "../../unit/support/pluginClient";

type Handler = (
  call: { request: unknown },
  callback: (error: ServiceError | null, response: unknown) => void,
) => void;

/** Calls a service with what goes over the wire, byte for byte, but without the wire: thousands of calls in a second. */
export function callService(service: UntypedServiceImplementation): Call {
  const engine = ResourceProviderService as unknown as Record<string, MethodDefinition<unknown, unknown>>;
  const plugin = withPlainStructs(engine);
  return <Response>(method: string, request: unknown) => {
    const [ours, theirs] = [plugin[method], engine[method]];
    const handler = service[method] as Handler | undefined;
    if (!ours || !theirs || !handler) throw new Error(`the service has no method ${method}`);
    const arrived = ours.requestDeserialize(theirs.requestSerialize(request));
    return new Promise<Response>((resolve, reject) => {
      handler({ request: arrived }, (error, response) => {
        if (error) reject(error);
        else resolve(theirs.responseDeserialize(ours.responseSerialize(response)) as Response);
      });
    });
  };
}
