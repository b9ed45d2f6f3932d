import fc from "fast-check";
import type { ShareWire } from "../../../provider/api/wire";
import { matchShares } from "../../../sdk/cli/shares/matchShares";
import { shortIds } from "../../../sdk/cli/shares/shortIds";
import { anyId } from "./support";

const share = (id: string, name: string, status = "active"): ShareWire => ({
  id: id.padEnd(32, "0"),
  name,
  status,
});

describe("what a SHARE means", () => {
  const shares = [
    share("abcd1111", "Okta"),
    share("abcd2222", "abcd"),
    share("beef1111", "Twice"),
    share("beef2222", "Twice", "deleting"),
    share("beef3333", "Leaving", "deleting"),
  ];
  const meant = (text: string) => matchShares(shares, text).map(({ id }) => id.slice(0, 8));

  test.each([
    ["abcd1111".padEnd(32, "0").toUpperCase(), ["abcd1111"]],
    ["Okta", ["abcd1111"]],
    ["okta", []],
    ["ABCD1", ["abcd1111"]],
    ["abcd", ["abcd2222"]],
    ["beef", ["beef1111", "beef2222", "beef3333"]],
    ["bee", []],
    ["Twice", ["beef1111"]],
    ["Leaving", ["beef3333"]],
    ["", []],
  ])("%j", (text, ids) => {
    expect(meant(text)).toEqual(ids);
  });
});

test("a short id means its share and no other", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyId, { maxLength: 30 }), (ids) => {
      const shares = ids.map((id) => share(id, "🚀"));
      for (const [id, short] of shortIds(ids)) {
        expect(short.length).toBeGreaterThanOrEqual(8);
        expect(matchShares(shares, short).map((one) => one.id)).toEqual([id]);
      }
    }),
  );
});
