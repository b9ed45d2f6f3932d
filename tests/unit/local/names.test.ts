import { readFileSync } from "node:fs";
import { join } from "node:path";
import { faultNames, oddAnswerNames } from "../../../sdk/local";
import { startBench, stopBenches } from "./support";

afterEach(stopBenches);

const page = readFileSync(join(__dirname, "../../../docs/local.md"), "utf8");
const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);

test("docs/local.md has a line for each fault, odd answer and setting, and no other", async () => {
  const { cloudflare } = await startBench();
  const all = [...faultNames, ...oddAnswerNames, ...Object.keys(cloudflare.settings)];
  expect(named.sort()).toEqual(all.sort());
});

test("every odd answer is played by a test of this folder", () => {
  const files = ["oddAnswers", "oddPages", "hooks"].map((name) => join(__dirname, `${name}.test.ts`));
  const text = files.map((file) => readFileSync(file, "utf8")).join("\n");
  expect(oddAnswerNames.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
});
