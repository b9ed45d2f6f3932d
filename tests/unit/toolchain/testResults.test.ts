import { countJest, forgiveFiltered, lastLine, selectSteps, table } from "../../toolchain/testResults";

const clean = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe("countJest", () => {
  test.each([
    ["tests that passed", clean, 0, { passed: 3, failed: 0, skipped: 0 }],
    ["a failed test", { ...clean, numFailedTests: 2 }, 1, { passed: 3, failed: 2, skipped: 0 }],
    [
      "a file that could not be loaded",
      { ...clean, numRuntimeErrorTestSuites: 1 },
      1,
      { passed: 3, failed: 1, skipped: 0 },
    ],
    ["no test at all", { ...clean, numPassedTests: 0 }, 0, { failed: 1, note: "no test ran", ranNone: true }],
    ["only skipped tests", { ...clean, numPassedTests: 0, numPendingTests: 4 }, 0, { failed: 1, skipped: 4 }],
    ["an exit code without a failed test", clean, 7, { passed: 3, failed: 1, note: "jest ended with 7" }],
    ["no result", undefined, 0, { passed: 0, failed: 1, note: "jest ended without a result" }],
  ])("%s", (_what, result, exitCode, expected) => {
    expect(countJest(result, exitCode)).toMatchObject(expected);
  });
});

describe("forgiveFiltered", () => {
  const ran = { name: "unit", seconds: 1, passed: 1, failed: 0, skipped: 9 };
  const none = { name: "engine", seconds: 1, passed: 0, failed: 1, skipped: 5, ranNone: true };
  const check = { name: "types", seconds: 1, passed: 1, failed: 0 };

  test("lets a project have nothing to run when another had", () => {
    expect(lastLine(forgiveFiltered([check, ran, none]))).toBe("2 passed, 0 failed");
  });

  test("but not all of them", () => {
    expect(lastLine(forgiveFiltered([check, none]))).toBe("1 passed, 1 failed");
  });
});

describe("selectSteps", () => {
  const steps = [
    { name: "types" },
    { name: "build" },
    { name: "unit" },
    { name: "engine", needs: ["build"] },
  ];
  const select = (...args: string[]) => {
    const { names, jestArgs } = selectSteps(args, steps);
    return [steps.map(({ name }) => name).filter((name) => names.has(name)), jestArgs];
  };

  test("all without names", () => {
    expect(select()).toEqual([["types", "build", "unit", "engine"], []]);
    expect(select("-t", "unit")).toEqual([
      ["types", "build", "unit", "engine"],
      ["-t", "unit"],
    ]);
  });

  test("the named ones with what they need, the rest to jest", () => {
    expect(select("unit")).toEqual([["unit"], []]);
    expect(select("engine", "-t", "import")).toEqual([
      ["build", "engine"],
      ["-t", "import"],
    ]);
  });
});

test("the table shows what puzzles, the last line sums up", () => {
  const rows = [
    { name: "types", seconds: 2.04, passed: 1, failed: 0 },
    { name: "engine", seconds: 100, passed: 40, failed: 1, skipped: 2, note: "jest ended with 1" },
  ];
  expect(table(rows)).toBe(
    "types      2.0 s  1 passed, 0 failed\nengine   100.0 s  40 passed, 1 failed, 2 skipped (jest ended with 1)",
  );
  expect(lastLine(rows)).toBe("41 passed, 1 failed");
});
