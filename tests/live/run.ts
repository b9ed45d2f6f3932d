import type { LiveApi } from "./api";
import { compareWithContract } from "./differences";
import type { Interruption } from "./interruption";
import { Lifecycle } from "./lifecycle";
import { newShareName, type Removal, removalByHand, removeShare } from "./ownShares";
import { startRecordingProxy } from "./recordingProxy";
import { type StepResult, stepLine } from "./report";
import type { LiveSettings } from "./settings";
import type { Traffic } from "./traffic";
import type { Result } from "./verdict";

interface Parts {
  settings: LiveSettings;
  api: LiveApi;
  traffic: Traffic;
  interruption: Interruption;
  say(line: string): void;
}

/** The lifecycle, the cleaning up after it whatever happened, and the comparison of all answers. */
export async function runLiveCheck(parts: Parts): Promise<Result> {
  const { settings, traffic, interruption, say } = parts;
  const name = newShareName(new Date());
  const proxy = await startRecordingProxy(settings.baseUrl, traffic);
  // The engine is told to end, and can't reach the API any more: what it still does leaves nothing behind.
  interruption.signal.addEventListener("abort", () => void proxy.bar());
  const steps: StepResult[] = [];
  const lifecycle = new Lifecycle({
    ...parts,
    name,
    engineUrl: proxy.url,
    interruption: interruption.signal,
    lastFault: () => proxy.lastFault,
    report: (step) => {
      steps.push(step);
      say(stepLine(step));
    },
  });
  say(`share "${name}"`);
  let removal: Removal;
  try {
    await lifecycle.run();
  } finally {
    await proxy.bar();
    removal = await cleanUp(parts, name);
    await proxy.close();
  }
  return { steps, removal, comparison: compareWithContract(traffic.exchanges) };
}

async function cleanUp({ api, traffic, settings, say }: Parts, name: string): Promise<Removal> {
  const removal = await removeShare(api, name, traffic.createdShares());
  for (const id of removal.removed)
    say(`clean up      removed share ${id} by the API, as the engine had not`);
  for (const { id, reason } of removal.failed) {
    say(`clean up      FAILED: ${reason}`);
    if (id) say(removalByHand(id, settings));
  }
  const isUnknown = removal.failed.some(({ id }) => id === undefined);
  if (isUnknown)
    say(`whether a share named "${name}" is left is not known: npm run test:live -- --sweep looks`);
  if (removal.removed.length + removal.failed.length === 0) say("clean up      nothing is left");
  return removal;
}
