// The order in which jest begins the test files. On a fresh clone jest knows nothing of how long each takes, and goes
// by their size: the longest, begun late, would then run on after all others. Plain JavaScript: jest compiles none of
// what its configuration names.
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { default: Sequencer } = require("@jest/test-sequencer");

const tests = join(__dirname, "..");
/** From the longest on, as a run of all shows them. */
const longest = [
  "packed/grid/grid",
  "faults/matrix",
  "firstDay/firstDay",
  "engine/kill/update",
  "live/liveCheck",
  "engine/plugin/life/java",
  "engine/kill/create",
  "engine/identity/lostAnswers",
  "engine/examples/pipeline",
  "engine/cliImport",
  "engine/examples/teamAttachments",
  "engine/plugin/typescript",
  "engine/plugin/life/python",
  "engine/options",
  "packed/nodeVersions",
  "packed/oldestPulumi",
  "engine/quickStart",
  "engine/functions",
].map((name) => join(tests, `${name}.test.ts`));

for (const path of longest)
  if (!existsSync(path)) throw new Error(`longestFirst.js names ${path}: there is none`);

/** Those that are not named come after, as jest orders them. */
const place = ({ path }) => (longest.includes(path) ? longest.indexOf(path) : longest.length);

module.exports = class LongestFirst extends Sequencer {
  sort(all) {
    return super.sort(all).toSorted((one, other) => place(one) - place(other));
  }
};
