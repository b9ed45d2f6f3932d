// A bare plugin: its resources are as they are declared. It is what the engine, gRPC and Pulumi's stubs cost by
// themselves. (Pulumi's own server for Node loads the whole SDK, and would be too easy to be faster than.)
const { createRequire } = require("node:module");
const { read } = require("../ask.js");
const { withRecords } = require("../records.js");

const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const grpc = ofSdk("@grpc/grpc-js");
const { Empty } = ofSdk("google-protobuf/google/protobuf/empty_pb");
const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb");
const { PluginInfo } = ofSdk("./proto/plugin_pb");
const messages = ofSdk("./proto/provider_pb");
const { ResourceProviderService } = ofSdk("./proto/provider_grpc_pb");

const isAsking = process.env.BENCH_CLASS === "asking";
const hasRecords = process.env.BENCH_CLASS === "records";

/** A message with these fields, by the names of their setters. */
function message(Type, fields = {}) {
  const made = new Type();
  for (const [name, value] of Object.entries(fields)) made[`set${name}`](value);
  return made;
}

const methods = {
  getPluginInfo: () => message(PluginInfo, { Version: "1.0.0" }),
  configure: () => message(messages.ConfigureResponse, { Acceptsecrets: true }),
  check: (request) => message(messages.CheckResponse, { Inputs: request.getNews() }),
  // That it doesn't know, as a dynamic provider without diff: the engine compares by itself.
  diff: () => message(messages.DiffResponse),
  create(request) {
    const inputs = request.getProperties().toJavaScript();
    const { shareId, name } = inputs;
    const outputs = hasRecords ? Struct.fromJavaScript(withRecords(inputs)) : request.getProperties();
    return message(messages.CreateResponse, { Id: shareId ?? name, Properties: outputs });
  },
  async read(request) {
    if (isAsking) await read(request.getId(), request.getProperties().toJavaScript());
    const seen = request.getProperties();
    return message(messages.ReadResponse, {
      Id: request.getId(),
      // Read and written, as by a provider that looks at them.
      Properties: hasRecords ? Struct.fromJavaScript(seen.toJavaScript()) : seen,
      Inputs: request.getInputs(),
    });
  },
  delete: () => new Empty(),
  cancel: () => new Empty(),
};

const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
const handlerOf = (method) => (call, callback) => {
  Promise.resolve(method(call.request)).then((answer) => callback(null, answer), callback);
};
const handlers = Object.entries(methods).map(([name, method]) => [name, handlerOf(method)]);
server.addService(ResourceProviderService, Object.fromEntries(handlers));
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
