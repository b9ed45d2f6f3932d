import { tellingLine } from "../../toolchain/exec";
import { firstThatWorks } from "../../toolchain/steps";

/** Steps that write down when they run; those without a result fail with their reason. */
function fakeSteps(outcomes: Record<string, string | Error>) {
  const ran: string[] = [];
  const steps = Object.entries(outcomes).map(([name, outcome]) => ({
    name,
    run: async () => {
      ran.push(name);
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  }));
  return { steps, ran };
}

test("the first step that works ends the search", async () => {
  const { steps, ran } = fakeSteps({
    path: new Error("none"),
    cache: "found",
    install: "never",
    go: "never",
  });
  await expect(firstThatWorks(steps, () => undefined, "")).resolves.toBe("found");
  expect(ran).toEqual(["path", "cache"]);
});

test("each failed step is one line, whatever the length of its reason", async () => {
  const lines: string[] = [];
  const { steps } = fakeSteps({
    install: new Error("getaddrinfo EAI_AGAIN\n    at somewhere\n"),
    go: "built",
  });
  await firstThatWorks(steps, (line) => lines.push(line), "");
  expect(lines).toEqual(["install: failed: getaddrinfo EAI_AGAIN"]);
});

test("when all fail, one error lists each and says what to do", async () => {
  const { steps } = fakeSteps({ path: new Error("none"), go: new Error("no `go` on PATH") });
  await expect(firstThatWorks(steps, () => undefined, "Install Pulumi.")).rejects.toThrow(
    "None of these worked:\n  - path: failed: none\n  - go: failed: no `go` on PATH\nInstall Pulumi.",
  );
});

test("of a command's output the last line that is no progress is told", () => {
  expect(tellingLine("start\ngo: go.mod requires go >= 1.26.6\ngo: downloading a v1\n\n")).toBe(
    "go: go.mod requires go >= 1.26.6",
  );
  expect(tellingLine("\n")).toBeUndefined();
});
