import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { RunNotes } from "../../../provider/runNotes";

const engine = `127.0.0.1:5 of test ${process.pid}`;

/** Another process of the run: reads "share", says what it found, and stays until it is ended. */
function startOther(temporary?: string): ChildProcess {
  const program = `
    ${temporary ? `process.env.TMPDIR = ${JSON.stringify(temporary)};` : ""}
    const { RunNotes } = require(${JSON.stringify(join(__dirname, "../../../provider/runNotes"))});
    const notes = new RunNotes(${JSON.stringify(engine)});
    const codes = [1, 2].map(() => {
      try { notes.noteRead("share"); return "noted"; } catch (error) { return error.code; }
    });
    console.log(JSON.stringify([...codes, notes.isRead("share")]));
    setInterval(() => undefined, 1_000);
  `;
  return spawn(process.execPath, ["--import", "tsx", "--input-type=commonjs", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

const found = async ({ stdout }: ChildProcess): Promise<unknown> => {
  const [line] = await once(stdout as NonNullable<typeof stdout>, "data");
  return JSON.parse(String(line));
};

async function end(child: ChildProcess): Promise<void> {
  const closed = once(child, "close");
  child.kill();
  await closed;
}

test("what another process of the run has read counts as long as that lives; its own notes do not", async () => {
  const notes = new RunNotes(engine);
  expect(notes.isRead("share")).toBe(false);
  const other = startOther();
  expect(await found(other)).toEqual(["noted", "noted", false]);
  expect([notes.isRead("share"), notes.isRead("another")]).toEqual([true, false]);
  expect(new RunNotes("127.0.0.1:6").isRead("share")).toBe(false);
  expect(new RunNotes(undefined).isRead("share")).toBe(false);
  await end(other);
  expect(notes.isRead("share")).toBe(false);
});

test("where no note can be left, that is said once", async () => {
  const other = startOther("/dev/null/none");
  expect(await found(other)).toEqual(["ENOTDIR", "noted", false]);
  await end(other);
});
