import type { ShareInputs } from "../../../provider/model/inputs";
import { inputs } from "../support/builders";
import { type Process, type Sharing, startSharing, stopSharing } from "../support/sharing";

let sharing: Sharing;
beforeEach(async () => {
  sharing = await startSharing({ transitionMs: 0 });
});
afterEach(stopSharing);

type Outputs = Record<string, unknown>;

const isLive = (id: string) => sharing.cloudflare.dashboard.share(id).status === "active";

/** As an up with --refresh does with an entry of the state. */
async function refresh({ share }: Process, id: string, state: Outputs): Promise<Outputs> {
  const { props = {}, inputs: live = {} } = await share.read(id, state);
  await share.diff(id, props, live);
  return props;
}

/** The state has the share twice: one entry goes on, and the other was replaced and waits for its deletion. */
async function upWithTwin(declared: ShareInputs, withRefresh: boolean): Promise<string> {
  const { id, outs } = await sharing.share.create({ ...declared });
  const again = sharing.again();
  const pending = withRefresh ? await refresh(again, id, outs) : outs;
  const current = withRefresh ? await refresh(again, id, outs) : outs;
  const { inputs: checked } = await again.share.check({ ...declared }, { ...declared });
  await again.share.diff(id, current, checked);
  await again.share.delete(id, pending).catch(() => undefined);
  return id;
}

describe.each([
  ["without options", undefined],
  ['with replaceOnChanges: ["*"]', ["*"]],
])("a share that goes on %s is not deleted for a twin of its entry", (_, replaceOnChanges) => {
  test.each([
    ["up", false],
    ["up --refresh", true],
  ])("%s", async (_, withRefresh) => {
    expect(isLive(await upWithTwin(inputs({ replaceOnChanges }), withRefresh))).toBe(true);
  });
});
