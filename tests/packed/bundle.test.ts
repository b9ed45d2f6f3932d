import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { setUp } from "../engine/engine";

const run = promisify(execFile);
/** The one that tsx brings. */
const esbuild = createRequire(require.resolve("tsx/package.json")).resolve("esbuild/bin/esbuild");

/** Prints the provider text of a share that it registers with Pulumi's mocks. */
const program = `
const pulumi = require("@pulumi/pulumi");
const { Share } = require("pulumi-cloudflare-sharing");
const newResource = ({ name, inputs }) => {
  process.stdout.write(inputs.__provider);
  return { id: name, state: inputs };
};
pulumi.runtime.setMocks({ newResource, call: ({ inputs }) => inputs });
const recipients = [{ recipientAccountId: "1".repeat(32) }];
const resources = [{ resourceType: "custom-ruleset", resourceId: "2".repeat(32) }];
new Share("bundled", { name: "Bundled", recipients, resources });
pulumi.runtime.disconnect();
`;

/** Bundles the program in a folder where a user has installed the package, and runs the bundle. */
async function bundleAndRun(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const folder = await mkdtemp(join(setUp("SHARING_TEST_ESTATE"), "bundle-"));
  await writeFile(join(folder, "program.js"), program);
  const all = ["program.js", "--bundle", "--platform=node", "--outfile=bundle.js", "--log-level=error"];
  await run(esbuild, [...all, ...options], { cwd: folder });
  return run(process.execPath, ["bundle.js"], { cwd: folder }).catch((failed) => failed);
}

test.each([["--packages=external"], ["--external:@pulumi/pulumi", "--external:pulumi-cloudflare-sharing"]])(
  "a bundled program that leaves the package outside (%s) has the text of every other program",
  async (...options) => {
    const { stdout } = await bundleAndRun(...options, "--minify");
    expect(stdout).toBe(await readFile(join(__dirname, "../rules/shareShell.txt"), "utf8"));
  },
);

test("a program that has the package inside its bundle is told so", async () => {
  const { stdout, stderr } = await bundleAndRun("--external:@pulumi/pulumi");
  expect(stdout).toBe("");
  expect(stderr).toContain("pulumi-cloudflare-sharing was bundled with the program");
  expect(stderr).not.toContain("Error serializing");
});
