// `npm run bench`: what the package costs, in requests, bytes and ratios, beside what it promises. Fails when a
// promise is not kept that no decision note speaks of.
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { growth } from "./growth";
import { latency } from "./latency";
import { lists } from "./lists";
import { memory } from "./memory";
import { readOptions } from "./options";
import { overhead } from "./overhead";
import { pace } from "./pace";
import { markdownReport, type Report, type SectionResult, targetTable, textTable } from "./report";
import { requests } from "./requests";
import { Setting } from "./setting";
import { start } from "./start";
import { state } from "./state";

const sections: Record<string, (setting: Setting) => Promise<SectionResult>> = {
  requests,
  lists,
  overhead,
  start,
  memory,
  state,
  latency,
  growth,
  pace,
};

function versionOf(packageFile: string): string {
  const path = join(__dirname, "..", "..", packageFile);
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

async function describe(setting: Setting, quick: boolean): Promise<Omit<Report, "sections">> {
  const { toolchain } = await setting.setUp();
  const { length } = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${process.platform} ${process.arch}, ${length} cores`,
    versions: {
      "pulumi-cloudflare-sharing": versionOf("package.json"),
      Node: process.version,
      Pulumi: toolchain.version,
      "@pulumi/pulumi": versionOf("node_modules/@pulumi/pulumi/package.json"),
    },
    quick,
  };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), Object.keys(sections));
  const setting = new Setting(options.quick, (line) => process.stderr.write(`bench: ${line}\n`));
  try {
    const report: Report = { ...(await describe(setting, options.quick)), sections: [] };
    for (const name of options.sections) {
      setting.say(name);
      const result = await sections[name]?.(setting);
      if (!result) continue;
      report.sections.push({ name, ...result });
      console.log(`\n=== ${name} ===\n\n${result.tables.map(textTable).join("\n\n")}`);
    }
    const targets = report.sections.flatMap((section) => section.targets);
    console.log(`\n${textTable(targetTable(targets))}`);
    if (targets.some(({ met, decided }) => !met && !decided)) process.exitCode = 1;
    if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
    if (options.markdown) await writeFile(options.markdown, markdownReport(report));
  } finally {
    await setting.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
