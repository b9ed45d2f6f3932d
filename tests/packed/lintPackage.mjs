// `node tests/packed/lintPackage.mjs TARBALL` prints what publint and are-the-types-wrong find, as JSON.
// Both are ES modules, which jest can't load: so this runs by itself.
import { readFile } from "node:fs/promises";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const data = await readFile(process.argv[2]);

async function publintFindings() {
  const tarball = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  return messages.map((message) => `${message.type}: ${formatMessage(message, pkg, { color: false })}`);
}

async function typeFindings() {
  const { types, problems = [], entrypoints = {} } = await checkPackage(createPackageFromTarballData(data));
  return { typed: types !== false, problems, entrypoints: Object.keys(entrypoints) };
}

console.log(JSON.stringify({ publint: await publintFindings(), types: await typeFindings() }));
