// Is the dynamic provider of one run after another, on one loaded SDK.
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { serveRuns } = require("./serveRuns");

const fromEstate = createRequire(join(process.cwd(), "package.json"));
const script = fromEstate.resolve("@pulumi/pulumi/cmd/dynamic-provider");
// Its start alone, with no address to serve at, would end this process.
fromEstate("@pulumi/pulumi");
fromEstate("@pulumi/pulumi/proto/provider_grpc_pb");
createRequire(script)("source-map-support/register");

serveRuns(script);
