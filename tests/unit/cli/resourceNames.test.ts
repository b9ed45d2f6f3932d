import fc from "fast-check";
import { type Named, resourceNames, slug } from "../../../sdk/cli/commands/import/resourceNames";
import { anyId, anyName } from "./support";

const id = (start: string) => start.padEnd(32, "0");

test.each([
  ["My Shared WAF Managed Rule", "my-shared-waf-managed-rule"],
  ["WAF, Zürich: №1 🚀", "waf-zurich-no1"],
  ["防火墙", ""],
  ["  --x--  ", "x"],
  ["a".repeat(255), "a".repeat(60)],
])("%j becomes %j", (name, expected) => {
  expect(slug(name)).toBe(expected);
});

test("the same name twice: both take the beginning of their id", () => {
  const names = resourceNames([
    { id: id("11112222"), name: "Okta" },
    { id: id("33334444"), name: "okta!" },
    { id: id("55556666"), name: "Other" },
    { id: id("77778888"), name: "🚀" },
  ]);
  expect([...names.values()]).toEqual(["okta-11112222", "okta-33334444", "other", "share"]);
});

test("where the beginnings are alike too, the whole id", () => {
  const a = `${id("11112222").slice(0, 31)}a`;
  const b = `${id("11112222").slice(0, 31)}b`;
  const names = resourceNames([
    { id: a, name: "Okta" },
    { id: b, name: "Okta" },
  ]);
  expect([...names.values()]).toEqual([`okta-${a}`, `okta-${b}`]);
});

test("a share whose own name looks like another one's with its id", () => {
  const names = resourceNames([
    { id: id("11112222"), name: "Okta" },
    { id: id("33334444"), name: "Okta" },
    { id: id("55556666"), name: "okta-11112222" },
  ]);
  expect(new Set(names.values()).size).toBe(3);
});

const estates = fc.uniqueArray(fc.record({ id: anyId, name: anyName }), {
  selector: (share) => share.id,
  maxLength: 30,
});

test("whatever the shares are called, each has a name of its own that any tool takes", () => {
  fc.assert(
    fc.property(estates, (shares: Named[]) => {
      const names = resourceNames(shares);
      expect([...names.keys()].sort()).toEqual(shares.map((share) => share.id).sort());
      expect(new Set(names.values()).size).toBe(shares.length);
      for (const name of names.values()) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const name of names.values()) expect(name.length).toBeLessThanOrEqual(93);
    }),
  );
});

test("the order in which shares are listed does not matter", () => {
  fc.assert(
    fc.property(estates, (shares: Named[]) => {
      const sorted = (names: Map<string, string>) => [...names].sort();
      expect(sorted(resourceNames([...shares].reverse()))).toEqual(sorted(resourceNames(shares)));
    }),
  );
});
