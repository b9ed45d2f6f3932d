// Runs one program after another on one loaded SDK, as the Automation API runs its inline programs: the CLI's client
// is the SDK's own language server. The package and the program are loaded anew for each run; the SDK is not, and it is
// what half of the time of a program's start goes into. Plain JavaScript, in a folder where the package is installed.
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { forgetProgram } = require("./forgetProgram");

const fromEstate = createRequire(join(process.cwd(), "package.json"));
const fromSdk = createRequire(fromEstate.resolve("@pulumi/pulumi"));
const { Server, ServerCredentials } = fromSdk("@grpc/grpc-js");
const { LanguageServer } = fromEstate("@pulumi/pulumi/automation/server");
const { LanguageRuntimeService } = fromEstate("@pulumi/pulumi/proto/language_grpc_pb");

let folder;

/** As Pulumi's own loader makes it, but for the types: the run that the CLI starts itself has checked them. */
require.extensions[".ts"] = (loaded, path) => {
  const { transpileModule, ModuleKind, ScriptTarget } = require("typescript");
  const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 };
  loaded._compile(transpileModule(readFileSync(path, "utf8"), { compilerOptions }).outputText, path);
};

/** Of one run of the CLI there may be two, for its preview and its update. */
class FreshPrograms extends LanguageServer {
  run(...call) {
    forgetProgram();
    return super.run(...call);
  }
}

process.on("message", (next) => {
  folder = next.folder;
  process.chdir(folder);
  process.env = { ...next.env };
  process.send({ isReady: true });
});

// The test's process has ended, whatever way.
process.on("disconnect", () => process.exit());

const server = new Server();
server.addService(LanguageRuntimeService, new FreshPrograms(async () => fromEstate(folder)));
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.send({ port });
});
