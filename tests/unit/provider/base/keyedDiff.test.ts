import { keepOrder, keyedDiff } from "../../../../provider/base/keyedDiff";

const itself = (item: string) => item;

test("add, keep, change and remove, each in the order of its list", () => {
  const diff = keyedDiff(
    ["d:1", "b:2", "a:1", "e:1"],
    ["a:1", "c:1", "b:1", "f:1"],
    (item) => item.slice(0, 1),
    (item) => item.slice(0, 1),
    (a, b) => a === b,
  );
  expect(diff).toEqual({
    add: ["d:1", "e:1"],
    keep: [{ wanted: "a:1", there: "a:1" }],
    change: [{ wanted: "b:2", there: "b:1" }],
    remove: ["c:1", "f:1"],
  });
});

test("nothing to do between equal lists, in whatever order", () => {
  const diff = keyedDiff(["a", "b"], ["b", "a"], itself, itself);
  expect({ ...diff, keep: diff.keep.length }).toEqual({ add: [], change: [], remove: [], keep: 2 });
});

test("empty lists", () => {
  expect(keyedDiff([], ["a"], itself, itself).remove).toEqual(["a"]);
  expect(keyedDiff(["a"], [], itself, itself).add).toEqual(["a"]);
});

test("the old order stays and what is new comes last", () => {
  expect(keepOrder(["a", "b", "c", "d"], ["x", "d", "b", "y", "a"], itself)).toEqual([
    "a",
    "b",
    "d",
    "x",
    "y",
  ]);
  expect(keepOrder([], ["b", "a"], itself)).toEqual(["b", "a"]);
  expect(keepOrder(["a"], [], itself)).toEqual([]);
});
