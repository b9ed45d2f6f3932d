import { HandOver } from "../../../provider/handOver";

const same = { changes: false, replaces: [] };
const changed = { changes: true, replaces: ["name"] };
const ours = { __provider: "text" };

test("a state without the provider's text is changed by it alone, once", () => {
  const handOver = new HandOver();
  expect(handOver.compared("one", {}, same)).toEqual({ changes: true, replaces: [] });
  expect(handOver.isAll("one")).toBe(true);
  expect(handOver.isAll("one")).toBe(false);
});

test("a state of the dynamic provider's, or one that changes anyway, is as diff has it", () => {
  const handOver = new HandOver();
  expect(handOver.compared("one", ours, same)).toBe(same);
  expect(handOver.compared("two", {}, changed)).toBe(changed);
  for (const id of ["one", "two", "three"]) expect(handOver.isAll(id)).toBe(false);
});

test("the last comparison counts: a refresh compares too", () => {
  const handOver = new HandOver();
  handOver.compared("one", {}, same);
  handOver.compared("one", {}, changed);
  expect(handOver.isAll("one")).toBe(false);
});
