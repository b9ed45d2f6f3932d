import type { Server } from "@grpc/grpc-js";
import { grpc, messageLimits, ResourceProviderService } from "./rpc";
import { resourceProvider, type ServiceOptions } from "./service";
import { withPlainStructs } from "./struct";

/** Serves on loopback, at a port that the system chooses. */
export async function serve(options: ServiceOptions): Promise<{ server: Server; port: number }> {
  const server = new grpc.Server(messageLimits);
  server.addService(withPlainStructs(ResourceProviderService) as never, resourceProvider(options));
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { server, port };
}
