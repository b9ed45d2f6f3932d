// `npx tsx tests/toolchain/main.ts` prints the folder with the Pulumi CLI: export PATH="$(…):$PATH"
import { ensureToolchain } from "./index";

ensureToolchain().then(
  (toolchain) => process.stdout.write(`${toolchain.bin}\n`),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
