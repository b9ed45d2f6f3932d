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

test.each([
  [
    "old ones keep their places, and new ones take what has become free, then the end",
    "abcd",
    "xdbya",
    "abxdy",
  ],
  ["what is added alone comes last", "ab", "xba", "abx"],
  ["what is removed alone leaves no hole", "abcd", "dba", "abd"],
  ["a new list stays as it is", "", "ba", "ba"],
  ["an emptied one is empty", "a", "", ""],
  ["one that is there twice, a fault, is not lost", "ab", "aba", "aba"],
])("%s", (_, before, wanted, order) => {
  expect(keepOrder([...before], [...wanted], itself).join("")).toBe(order);
});
