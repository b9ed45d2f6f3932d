// Prints the text of each shell as Pulumi writes it into states, from the built package; with --write, changes
// the checked-in files. That changes the state of every user: it is run by hand, and on purpose.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const closures = require("@pulumi/pulumi/runtime/closure/serializeClosure");
const shells = require("../../dist/sdk/shells.js");

/** The parameter's name is in the text: it is the one of Pulumi's dynamic.Resource. */
const serialize = (provider) => closures.serializeFunction(() => provider, { allowSecrets: true });

const texts = {};
for (const [name, shell] of Object.entries(shells)) {
  const { text, containsSecrets } = await serialize(shell);
  texts[name] = { text, containsSecrets };
  if (process.argv.includes("--write")) writeFileSync(new URL(`${name}.txt`, import.meta.url), text);
}
process.stdout.write(JSON.stringify(texts));
