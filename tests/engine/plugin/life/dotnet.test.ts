import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../../rules/files";
import { examples, renderers } from "../../../schema/examples";
import { programFolder } from "../pluginStack";
import { generatedSdk } from "./generatedSdk";

let sdkFolder: Promise<string> | undefined;

function generated(): Promise<string> {
  sdkFolder ??= programFolder("dotnet").then((folder) => generatedSdk("dotnet", folder));
  return sdkFolder;
}

/** Nothing here compiles C#: what its users read is looked at in the generated sources. */
test("the SDK for .NET has the names that its example uses, each property with its words", async () => {
  const sdk = await generated();
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

/** What the program sets in each class of the SDK, and reads of the share; every resource has an Id. */
const used: [file: string, type: string, names: string[]][] = [
  ["Share.cs", "ShareArgs", ["Name", "Recipients", "Resources"]],
  ["Inputs/RecipientArgs.cs", "RecipientArgs", ["RecipientAccountId"]],
  ["Inputs/SharedResourceArgs.cs", "SharedResourceArgs", ["ResourceType", "ResourceId"]],
  ["Share.cs", "Share", ["Status", "AssociatedRecipientCount"]],
];

test("the example in C# uses names that the SDK has", async () => {
  const program = await readFile(join(ROOT, "examples/languages/csharp/Program.cs"), "utf8");
  const names = program.match(/(?<=^ +|\{ )[A-Z]\w+(?= = )|(?<=baseline\.)(?!Id\b)\w+/gm) ?? [];
  expect(names.sort()).toEqual(used.flatMap(([, , all]) => all).sort());
  const sdk = await generated();
  for (const [file, type, all] of used) {
    const text = await readFile(join(sdk, file), "utf8");
    const [, declaration = ""] = text.split(new RegExp(`^    public .*class ${type} :`, "m"));
    const [body = ""] = declaration.split(/^ {4}}/m);
    const properties = [...body.matchAll(/^ +public (?:Input|InputList|Output)<.*>\?? (\w+)/gm)].map(
      ([, name]) => name,
    );
    expect({ type, properties }).toEqual({ type, properties: expect.arrayContaining(all) });
  }
});
