import { schemaText } from "../../../../provider/plugin/schema";

const source = (repository?: { url: string }) =>
  JSON.parse(schemaText({ version: "1.2.3", repository })).pluginDownloadURL;

test.each([
  "git+https://github.com/someone/shares.git",
  "https://github.com/someone/shares",
  "git@github.com:someone/shares.git",
])("archives come from the releases of the package's repository, %s", (url) =>
  expect(source({ url })).toBe("github://api.github.com/someone/shares"),
);

test("with none, or one elsewhere, Pulumi is told no place", () => {
  expect(source()).toBeUndefined();
  expect(source({ url: "https://git.example/someone/shares" })).toBeUndefined();
});
