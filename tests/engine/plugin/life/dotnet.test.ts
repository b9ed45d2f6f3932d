import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { examples, renderers } from "../../../schema/examples";
import { programFolder } from "../pluginStack";
import { generatedSdk } from "./generatedSdk";

/** Nothing here compiles C#: what its users read is looked at in the generated sources. */
test("the SDK for .NET has the names that its example uses, each property with its words", async () => {
  const sdk = await generatedSdk("dotnet", await programFolder("dotnet"));
  for (const example of Object.values(examples)) {
    const text = await readFile(join(sdk, `${example.resource}.cs`), "utf8");
    expect(text).toContain("namespace Pulumi.CloudflareSharing\n");
    expect(text).toContain(`public ${example.resource}(string name, ${example.resource}Args args,`);
    const comment = text.replace(/^ *\/\/\/ ?/gm, "").replaceAll("&gt;", ">");
    expect(comment).toContain(renderers.csharp(example));
    for (const language of ["typescript", "python", "go", "java", "yaml"])
      expect(comment).not.toContain(`\`\`\`${language}`);
    // A list's words stand at its public property, the attribute at its private field.
    const properties = [
      ...text.matchAll(/(<\/summary>\n)?( *\[Obsolete.*\n)? *\[(?:Input|Output)\("(\w+)".*\n *public/g),
    ];
    const undocumented = properties.filter(([, summary]) => !summary).map(([, , , name]) => name);
    expect(undocumented).toEqual([]);
  }
});
