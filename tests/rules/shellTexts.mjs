// Prints the text of each shell as Pulumi writes it into states, from the built package; with --write, changes
// the checked-in files. That changes the state of every user: it is run by hand, and on purpose.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { dynamicText } = require("../../dist/sdk/dynamicText.js");
const shells = require("../../dist/sdk/shells.js");

const texts = {};
for (const [name, shell] of Object.entries(shells)) {
  const text = await new Promise((resolve) => dynamicText(shell).apply(resolve));
  texts[name] = text;
  if (process.argv.includes("--write")) writeFileSync(new URL(`${name}.txt`, import.meta.url), text);
}
process.stdout.write(JSON.stringify(texts));
