import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstDay } from "./firstDay";

test("a first day ends as it should in every step, without a stack or a word from dependencies", async () => {
  let transcript = "";
  await firstDay(await mkdtemp(join(tmpdir(), "sharing-first-day-")), (text) => {
    transcript += text;
  });
  const sections = transcript.split(/^## /m).slice(1);
  expect(sections.map((section) => section.split("\n")[0])).toHaveLength(14);
  for (const section of sections) {
    expect(section).not.toMatch(/deprecat|experimental|sharing@\S+ \(\w+:/i);
    // After Ctrl-C, Pulumi's SDK tells with a stack that the engine listens no more.
    if (!section.startsWith("Ctrl-C")) expect(section).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    // What is typed names the token; what is printed must not.
    expect(section.replace(/^\$ .*$/gm, "")).not.toContain("local-token");
  }
});
