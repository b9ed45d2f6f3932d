import { haveTimeoutsChanged, limitOf } from "../../../../provider/base/timeouts";

test("each operation has its own limit, 20 minutes unless told", () => {
  const timeouts = { create: "90s", update: "1h30m" };
  expect(limitOf(timeouts, "create")).toBe(90_000);
  expect(limitOf(timeouts, "update")).toBe(5_400_000);
  expect(limitOf(timeouts, "delete")).toBe(1_200_000);
  expect(limitOf(undefined, "create")).toBe(1_200_000);
});

test("what is no duration is as if it were not given: check has refused it", () => {
  for (const text of ["", "soon", "10", "-5s", "5 s"])
    expect(limitOf({ create: text }, "create")).toBe(1_200_000);
});

test("a limit of nothing is a limit", () => {
  expect(limitOf({ delete: "0s" }, "delete")).toBe(0);
});

test.each(["create", "update", "delete"] as const)(
  "a changed %s limit is a change, in either direction",
  (limit) => {
    expect(haveTimeoutsChanged({ [limit]: "1m" }, { [limit]: "2m" })).toBe(true);
    expect(haveTimeoutsChanged(undefined, { [limit]: "1m" })).toBe(true);
    expect(haveTimeoutsChanged({ [limit]: "1m" }, undefined)).toBe(true);
    expect(haveTimeoutsChanged({ [limit]: "1m" }, { [limit]: "1m" })).toBe(false);
  },
);

test("none and an empty object are the same", () => {
  expect(haveTimeoutsChanged(undefined, {})).toBe(false);
  expect(haveTimeoutsChanged(undefined, undefined)).toBe(false);
});
