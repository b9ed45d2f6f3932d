/*
 * Pulumi's wire protocol: the stubs that @pulumi/pulumi ships, with its own copies of gRPC and Protobuf. The rest of
 * that package stays unloaded: it takes three times as long.
 */
import { createRequire } from "node:module";

const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const grpc = ofSdk("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
export const { BinaryReader, BinaryWriter } = ofSdk("google-protobuf") as typeof import("google-protobuf");
export const { Struct } = ofSdk(
  "google-protobuf/google/protobuf/struct_pb",
) as typeof import("google-protobuf/google/protobuf/struct_pb");
export const { Any } = ofSdk(
  "google-protobuf/google/protobuf/any_pb",
) as typeof import("google-protobuf/google/protobuf/any_pb");
export const { Empty } = ofSdk(
  "google-protobuf/google/protobuf/empty_pb",
) as typeof import("google-protobuf/google/protobuf/empty_pb");
export const messages = ofSdk("./proto/provider_pb") as typeof import("@pulumi/pulumi/proto/provider_pb");
export const { ResourceProviderService } = ofSdk(
  "./proto/provider_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/provider_grpc_pb");
export const { PluginInfo } = ofSdk("./proto/plugin_pb") as typeof import("@pulumi/pulumi/proto/plugin_pb");
export const { Status } = ofSdk("./proto/status_pb") as typeof import("@pulumi/pulumi/proto/status_pb");
export const engineMessages = ofSdk("./proto/engine_pb") as typeof import("@pulumi/pulumi/proto/engine_pb");
export const { EngineClient } = ofSdk(
  "./proto/engine_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/engine_grpc_pb");

/** As the SDK's own: a share with a thousand recipients is larger than gRPC takes by itself. */
export const messageLimits = {
  "grpc.max_receive_message_length": 400 << 20,
  "grpc.max_send_message_length": 400 << 20,
};
