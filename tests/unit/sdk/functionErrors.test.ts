import { getShare } from "../../../sdk";

test("what a function fails with has no frames: Pulumi shows none, and some Nodes take seconds and gigabytes for its own", async () => {
  const error = await getShare({ accountId: "abc", shareId: "x" }).then(
    () => undefined,
    (failure: Error) => failure,
  );
  expect(error?.message).toMatch(/^calling getShare: accountId "abc" is not right/);
  expect(error?.stack).toBe(`Error: ${error?.message}`);
});
