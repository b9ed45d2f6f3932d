import { setImmediate } from "node:timers/promises";
import { InTurn, sideBySide, type Waiting } from "../../toolchain/sideBySide";

/** Runs that end when they are told to. */
function begin(steps: Waiting[], atOnce = steps.length) {
  const running = new Map<string, (result: string) => void>();
  const neededBy = new Map<string, string[]>();
  const all = sideBySide<Waiting, string>(steps, atOnce, ({ name }, needed) => {
    neededBy.set(name, needed);
    return new Promise((resolve) => running.set(name, resolve));
  });
  const begun = async () => {
    await setImmediate();
    return [...running.keys()];
  };
  return { all, begun, neededBy, end: (name: string, result: string) => running.get(name)?.(result) };
}

test("all begin at once but those that wait, and each of these when the last that it waits for has ended", async () => {
  const { all, begun, end, neededBy } = begin([
    { name: "build" },
    { name: "toolchain" },
    { name: "unit", after: ["build"] },
    { name: "engine", needs: ["build", "toolchain"] },
  ]);
  expect(await begun()).toEqual(["build", "toolchain"]);
  end("build", "built");
  expect(await begun()).toEqual(["build", "toolchain", "unit"]);
  end("toolchain", "failed");
  expect(await begun()).toEqual(["build", "toolchain", "unit", "engine"]);
  expect(neededBy.get("unit")).toEqual([]);
  expect(neededBy.get("engine")).toEqual(["built", "failed"]);
  end("engine", "third");
  end("unit", "second");
  expect(await all).toEqual(["built", "failed", "second", "third"]);
});

test("no more than there is room for, the first ones first; what must wait holds nobody back", async () => {
  const { all, begun, end } = begin(
    [{ name: "build" }, { name: "engine", needs: ["build"] }, { name: "unit" }, { name: "property" }],
    2,
  );
  expect(await begun()).toEqual(["build", "unit"]);
  end("build", "1");
  expect(await begun()).toEqual(["build", "unit", "engine"]);
  end("unit", "3");
  expect(await begun()).toEqual(["build", "unit", "engine", "property"]);
  end("property", "4");
  end("engine", "2");
  expect(await all).toEqual(["1", "2", "3", "4"]);
});

test("steps that wait for each other are an error, and not a silence", async () => {
  const { all } = begin([
    { name: "one", after: ["other"] },
    { name: "other", needs: ["one"] },
  ]);
  await expect(all).rejects.toThrow("what is left waits for itself");
});

test("a step waits for none that was not chosen", async () => {
  const { begun } = begin([{ name: "unit", needs: ["types"], after: ["build"] }]);
  expect(await begun()).toEqual(["unit"]);
});

test("what runs at once is printed in order, each whole, and the first as it goes", () => {
  const printed: string[] = [];
  const inTurn = new InTurn((text) => void printed.push(text));
  const [first, second, third] = [inTurn.open(), inTurn.open(), inTurn.open()];
  third.print("3");
  third.end();
  second.print("2, ");
  first.print("1, ");
  expect(printed.join("")).toBe("1, ");
  first.end();
  expect(printed.join("")).toBe("1, 2, ");
  second.print("2 again, ");
  expect(printed.join("")).toBe("1, 2, 2 again, ");
  second.end();
  expect(printed.join("")).toBe("1, 2, 2 again, 3");
});
