import { readFileSync } from "node:fs";
import { join } from "node:path";
import { renderers } from "../schema/examples";
import { ROOT } from "./files";
import { openPage } from "./markdown";
import { parseYaml } from "./yaml";

/** The two pages that the Pulumi Registry takes from docs/: https://github.com/pulumi/registry has what it asks for. */
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

test.each(["docs/_index.md", "docs/installation-configuration.md"])(
  "%s: what the registry reads before it, and no link that the registry would not have",
  (path) => {
    const [, front = ""] = /^---\n([\s\S]*?)\n---\n/.exec(read(path)) ?? [];
    const { title, meta_desc, layout } = parseYaml<Record<string, string>>(front);
    expect(title).toContain("Cloudflare Sharing");
    expect(meta_desc?.length).toBeGreaterThan(40);
    expect(layout).toBe("package");
    expect(openPage(path).links.filter((link) => !link.startsWith("https://"))).toEqual([]);
  },
);

test("the overview has the program of each language's example, to choose from", () => {
  const files: Record<keyof typeof renderers, string> = {
    typescript: "waf-baseline/index.ts",
    python: "languages/python/__main__.py",
    go: "languages/go/main.go",
    csharp: "languages/csharp/Program.cs",
    java: "languages/java/src/main/java/sharing/App.java",
    yaml: "languages/yaml/Pulumi.yaml",
  };
  const text = read("docs/_index.md");
  const [, offered = ""] = /\{\{< chooser language "([\w,]+)" >\}\}/.exec(text) ?? [];
  expect(offered.split(",").sort()).toEqual(Object.keys(renderers).sort());
  const parts = text.matchAll(
    /\{\{% choosable language (\w+) %\}\}\n\n```\1\n([\s\S]*?)```\n\n\{\{% \/choosable %\}\}/g,
  );
  const programs = Object.fromEntries([...parts].map(([, language, program]) => [language, program]));
  expect(programs).toEqual(
    Object.fromEntries(Object.entries(files).map(([language, file]) => [language, read(`examples/${file}`)])),
  );
  expect(text.trimEnd()).toContain("{{< /chooser >}}");
});

test("the configuration page has a row for each setting of the provider", () => {
  const { config } = JSON.parse(read("provider/plugin/schema.json")) as {
    config: { variables: Record<string, { description: string }> };
  };
  const rows = openPage("docs/installation-configuration.md").rows;
  for (const [name, { description }] of Object.entries(config.variables)) {
    const [, variable = ""] = /\b(CLOUDFLARE_\w+)/.exec(description) ?? [];
    expect(rows).toContainEqual([name, variable, expect.any(String)]);
  }
});
