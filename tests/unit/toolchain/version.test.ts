import { readFileSync } from "node:fs";
import { isAtLeast, neededGo, parseVersion, pinnedVersion, requiredVersion } from "../../toolchain/version";

const goMod = readFileSync("tests/toolchain/cli/go.mod", "utf8");

test.each([
  ["v3.274.1\n", [3, 274, 1]],
  ["3.100.0-alpha.5+dirty", [3, 100, 0]],
  ["warning: a new version is available\nv3.200.0", [3, 200, 0]],
  ["", undefined],
  ["dev", undefined],
])("parseVersion(%j)", (text, expected) => {
  expect(parseVersion(text)).toEqual(expected);
});

test.each([
  ["v3.100.0", true],
  ["v3.274.1", true],
  ["v4.0.0", true],
  ["v3.99.9", false],
  ["v2.200.0", false],
  ["", false],
])("isAtLeast(%j, 3.100.0) is %s", (version, expected) => {
  expect(isAtLeast(version, "3.100.0")).toBe(expected);
});

test("the committed go.mod pins the CLI and says which Go it needs", () => {
  expect(pinnedVersion(goMod)).toBe("v3.274.1");
  expect(neededGo(goMod)).toMatch(/^1\.\d+/);
  const yaml = readFileSync("tests/toolchain/yaml/go.mod", "utf8");
  expect(requiredVersion(yaml, "github.com/pulumi/pulumi-yaml")).toBe("v1.25.0");
  expect(() => pinnedVersion("module toolchain/cli\n")).toThrow(
    "the go.mod requires no github.com/pulumi/pulumi/pkg/v3",
  );
});
