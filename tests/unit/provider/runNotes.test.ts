import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { ProviderProcess } from "../../../provider/process";
import { RunNotes } from "../../../provider/runNotes";
import { ShareLifecycle } from "../../../provider/share/lifecycle";
import { localOwner } from "../../../sdk/local";
import { created, props, startSharing, stopSharing, TOKEN } from "../support/sharing";

afterEach(stopSharing);

const engine = `127.0.0.1:5 of test ${process.pid}`;

/** Another process of the run, with its notes. */
function startProgram(program: string, temporary?: string): ChildProcess {
  const before = `
    ${temporary ? `process.env.TMPDIR = ${JSON.stringify(temporary)};` : ""}
    const { RunNotes } = require(${JSON.stringify(join(__dirname, "../../../provider/runNotes"))});
    const notes = new RunNotes(${JSON.stringify(engine)});
  `;
  const args = ["--import", "tsx", "--input-type=commonjs", "--eval", before + program];
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Another process of the run: reads "share", says what it found, and stays until it is ended. */
function startOther(temporary?: string): ChildProcess {
  const program = `
    const codes = [1, 2].map(() => {
      try { notes.noteRead("share"); return "noted"; } catch (error) { return error.code; }
    });
    console.log(JSON.stringify([...codes, notes.isRead("share")]));
    setInterval(() => undefined, 1_000);
  `;
  return startProgram(program, temporary);
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

test.each(["import", "adopt"])(
  "what a create takes over by %s is told to the other processes of the run, which do not delete it",
  async (by) => {
    const sharing = await startSharing();
    const { cloudflare, clock } = sharing;
    const { id } = await created(sharing);
    const env = { CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: cloudflare.url };
    const share = new ShareLifecycle(new ProviderProcess({ clock, env, engine, say: () => undefined }));
    const option = by === "import" ? { import: `${localOwner}/${id}` } : { onDuplicate: "adopt" };
    expect(await share.create({ ...props(), ...option })).toMatchObject({ id });
    const other = startProgram(`console.log(JSON.stringify(notes.isRead(${JSON.stringify(id)})))`);
    expect(await found(other)).toBe(true);
  },
);
