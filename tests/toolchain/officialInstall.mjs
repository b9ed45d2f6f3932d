// Installs the Pulumi CLI with Pulumi's own installer: officialInstall.mjs ROOT VERSION.
// A process of its own, because PulumiCommand.install can't be cancelled and may wait for a network that never answers.
import automation from "@pulumi/pulumi/automation/index.js";

const [root, version] = process.argv.slice(2);
try {
  // The installer only prints the version; it is the SDK's check (left out, as ours follows) that needs a SemVer.
  await automation.PulumiCommand.install({ root, version, skipVersionCheck: true });
} catch (error) {
  process.stderr.write(`${String(error?.message ?? error).trim()}\n`);
  process.exitCode = 1;
}
