import { type LocalCloudflare, localAccount, startLocalCloudflare } from "../../sdk/local";
import { settingsOf } from "../engine/declarations";
import { writes } from "../engine/engine";
import {
  type ProgramDeclaration,
  type ShareDeclaration,
  type StateResource,
  TestStack,
} from "../engine/stack";
import { type Recording, readRecording, recordedVersions } from "./recording";

let cloudflare: LocalCloudflare;
let stack: TestStack;
let recording: Recording;
/**
 * The state of an older release, its Cloudflare, and its program, run by the package as it is now. The provider
 * text is made another one than today's, as it may be for any older release.
 */
async function restore(version: string, byPlugin = false): Promise<void> {
  recording = readRecording(version);
  cloudflare = await startLocalCloudflare({ transitionMs: 20, state: recording.cloudflare });
  const env = settingsOf(cloudflare);
  const program = byPlugin ? servedByPlugin(recording.program) : recording.program;
  stack = await TestStack.open(program, env, { plugin: byPlugin });
  const state = JSON.stringify(recording.state).replaceAll(
    '"__provider":"',
    '"__provider":"// of an older release\\n',
  );
  await stack.importState(JSON.parse(state));
}

/** The program with a Provider for all that it declares, and without imports: by the plugin, the engine would repeat them. */
function servedByPlugin({ shares, attachments = [] }: Recording["program"]): ProgramDeclaration {
  const give = <T extends ShareDeclaration>(one: T): T => ({
    ...one,
    opts: { ...one.opts, import: undefined, provider: { $provider: "own" } },
  });
  return { providers: { own: {} }, shares: shares.map(give), attachments: attachments.map(give) };
}

/** What is ours of a state: the provider text may be another one, the rest is to stay. */
const facts = (resources: StateResource[]) =>
  resources
    .map(({ urn, id, inputs, outputs }) => {
      const { __provider: a, ...declared } = inputs;
      const { __provider: b, ...seen } = outputs;
      return { urn, id, declared, seen };
    })
    .sort((a, b) => a.urn.localeCompare(b.urn));

const count = () => recording.program.shares.length + (recording.program.attachments ?? []).length;

const live = () => cloudflare.dashboard.shares().filter(({ status }) => status === "active");

test("this version is recorded: npm run record", () => {
  const { version } = require("../../package.json") as { version: string };
  expect(recordedVersions()).toContain(version);
});

describe.each(recordedVersions())("the state that %s wrote", (version) => {
  afterEach(() => cloudflare.close());

  test("preview and up: no change and no request", async () => {
    await restore(version);
    const before = facts(await stack.resources());
    expect(before).toHaveLength(count());
    cloudflare.clearRequests();
    expect(await stack.preview()).toMatchObject({ ok: true, operations: { same: count() } });
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: count() } });
    expect(cloudflare.requests).toEqual([]);
    expect(facts(await stack.resources())).toEqual(before);
  });

  test("refresh: no drift, and nothing in the state is another than before", async () => {
    await restore(version);
    const before = facts(await stack.resources());
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ ok: true, operations: { refresh: count() } });
    expect(refresh.output).not.toContain("[diff:");
    expect(refresh.output).toMatch(new RegExp(`Resources:\\n\\s+${count() + 1} unchanged`));
    expect(facts(await stack.resources())).toEqual(before);
    expect(await stack.preview()).toMatchObject({ ok: true, operations: { same: count() } });
  });

  test("the plugin takes it over: no change, no write; then no drift, and nothing is left of the older provider", async () => {
    await restore(version, true);
    const ids = (resources: StateResource[]) => resources.map(({ id }) => id).sort();
    const before = ids(await stack.resources());
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: count() } });
    expect(writes(cloudflare.requests)).toEqual([]);
    const after = await stack.resources();
    expect(ids(after)).toEqual(before);
    expect(after.filter(({ type }) => !type.startsWith("cloudflare-sharing:index:"))).toEqual([]);
    const refresh = await stack.refresh();
    expect(refresh).toMatchObject({ ok: true, operations: { refresh: count() } });
    expect(refresh.output).not.toContain("[diff:");
    expect(await stack.stateText()).not.toContain("__provider");
  });

  test("a change of one is one update, the program without it all deletes all", async () => {
    await restore(version);
    const [first, ...others] = recording.program.shares;
    const recipients = [localAccount(1), localAccount(2), localAccount(3), localAccount(4)];
    const args = { ...first?.args, recipients: recipients.map((one) => ({ recipientAccountId: one })) };
    await stack.declare({
      ...recording.program,
      shares: [{ name: first?.name ?? "", ...first, args }, ...others],
    });
    cloudflare.clearRequests();
    expect(await stack.up()).toMatchObject({ ok: true, operations: { same: count() - 1, update: 1 } });
    expect(writes(cloudflare.requests)).toEqual([expect.stringMatching(/^PUT .*\/recipients$/)]);

    expect(await stack.destroy()).toMatchObject({ ok: true, operations: { delete: count() } });
    expect(live()).toEqual([]);
    expect(await stack.resources()).toEqual([]);
  });
});
