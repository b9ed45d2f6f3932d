import {
  type LocalCloudflare,
  localAccount,
  localOrganization,
  localOwner,
  startLocalCloudflare,
} from "../../../sdk/local";
import type { Door } from "../support/doors";
import { EngineModel, type RunOutcome, type UpOptions } from "../support/engineModel";
import { LimitClock } from "../support/limitClock";
import { type Content, isIntact, judge, liveContent, orphans, sharedIds } from "../support/live";
import { changeByHand } from "./hands";
import { EditedProgram } from "./program";
import { attachmentNames, type Hand, resourceId, type Step, shareNames, type World } from "./steps";
import { User } from "./user";

/** One history against its own local Cloudflare; the program, the world and the network change at will. */
export class History {
  /** Shares that are nobody's in the program, and what must stay in them. */
  private readonly foreign = new Map<string, Content>();
  private readonly program: EditedProgram;
  private readonly user: User;
  runs = 0;

  private constructor(
    { policy }: World,
    private readonly cloudflare: LocalCloudflare,
    private readonly engine: EngineModel,
    private readonly clock: LimitClock,
    private readonly foreignShare: string,
  ) {
    for (const { id } of cloudflare.dashboard.shares(localOwner))
      this.foreign.set(id, liveContent(cloudflare, id));
    this.program = new EditedProgram(policy, foreignShare);
    this.user = new User(policy, this.program, cloudflare, engine, foreignShare);
  }

  static async start(world: World, door: Door): Promise<History> {
    const clock = new LimitClock();
    const cloudflare = await startLocalCloudflare({
      organization: localOrganization(24),
      transitionMs: 700,
      now: clock.now,
      reAdd: world.reAdd,
      rateLimit: { requests: 1e6, windowMs: 1e9, lockoutMs: 1 },
    });
    const [foreign] = ["Baseline", "Second name"].map((name) =>
      cloudflare.dashboard.createShare({
        accountId: localOwner,
        name,
        recipients: [localAccount(20)],
        resources: [{ resourceType: "gateway-policy", resourceId: resourceId(1) }],
      }),
    );
    const engine = new EngineModel(cloudflare, clock, door);
    return new History(world, cloudflare, engine, clock, foreign?.id ?? "");
  }

  async play(steps: readonly Step[]): Promise<void> {
    try {
      for (const step of steps) await this.take(step);
      await this.end();
    } finally {
      await this.cloudflare.close();
    }
  }

  private async take(step: Step): Promise<void> {
    switch (step.do) {
      case "edit share":
        if (this.user.mayHaveLeftover(shareNames[step.share] ?? "")) return;
        return this.program.editShare(step.share, step.content, step.options);
      case "edit attachment": {
        const { attachment, host, version } = step;
        if (this.user.mayHaveLeftover(attachmentNames[attachment] ?? "")) return;
        return this.program.editAttachment(attachment, host === undefined ? undefined : { host, version });
      }
      case "hand over":
        return this.handOver();
      case "by hand":
        return this.changeByHand(step);
      case "fault":
        return this.arm(step);
      case "lag":
        // What earlier runs have made is listed by now.
        this.clock.pass(step.ms);
        this.cloudflare.settings.listLagMs = step.ms;
        return;
      case "taint":
        return this.engine.taint(step.name);
      case "refresh":
        await this.judged(this.engine.refresh(), false);
        return;
      case "up":
        await this.up(step);
    }
  }

  /** Without a fault the program is carried out as it stands, and taken back without a trace. */
  private async end(): Promise<void> {
    const { cloudflare, engine, program, foreign } = this;
    cloudflare.faults.clear();
    // What stale reads and lists that lag still hide can't be seen by anyone.
    this.clock.pass(10_000);
    await this.upUntilDone();
    const { resources } = program;
    expectRight("the last up", judge(cloudflare, engine, resources, foreign));
    cloudflare.clearRequests();
    await expectPassed("a further up", engine.up(resources));
    const reads = resources.filter((one) => "get" in one).length;
    const isSilent = cloudflare.requests.length <= 3 * reads * engine.readsOfUp;
    expectRight("a further up", isSilent ? [] : ["it is not silent"]);
    await expectPassed("destroy", engine.destroy({ refresh: this.runs % 2 === 0 }));
    expectRight("destroy", judge(cloudflare, engine, [], foreign));
  }

  private up(options: UpOptions): Promise<RunOutcome> {
    return this.judged(this.engine.up(this.program.resources, options), true);
  }

  /** Does what errors say, as a user would, until there are none. */
  private async upUntilDone(): Promise<void> {
    const messages: string[] = [];
    for (let n = 0; n < 5; n++) {
      const outcome = await this.up({ refresh: true });
      if (outcome.ok) return;
      messages.push(outcome.message);
      this.clock.pass(10_000);
    }
    expectRight("the last up", messages);
  }

  /** What must hold after every run. */
  private async judged(run: Promise<RunOutcome>, isUp: boolean): Promise<RunOutcome> {
    const { cloudflare, engine, foreign } = this;
    const outcome = await run;
    this.runs++;
    const touched = [...foreign].filter(([id, content]) => !isIntact(cloudflare, id, content));
    expectRight("a run", [
      ...sharedIds(engine.state),
      ...touched.map(([id]) => `somebody else's share ${id} was touched`),
    ]);
    const left = orphans(cloudflare, engine, foreign);
    if (!outcome.ok) this.user.react(outcome.message, left);
    else if (isUp) {
      expectRight(
        "an up that passed",
        left.map((id) => `share ${id} is live, and nothing in the state knows it`),
      );
    }
    // The next run finds in the lists what this one has made.
    if (cloudflare.settings.listLagMs > 0) this.clock.pass(cloudflare.settings.listLagMs);
    return outcome;
  }

  private handOver(): void {
    const id = this.engine.idOf(shareNames[0]);
    if (!id || !this.program.share(0) || this.program.isHandedOver(0)) return;
    if (this.cloudflare.dashboard.share(id).status !== "active") return;
    // It can't both be deleted and read.
    if (this.engine.state.some((one) => one.isReplaced && one.id === id)) return;
    this.program.handOver(0, id);
    this.foreign.set(id, liveContent(this.cloudflare, id));
  }

  /** In somebody else's share only what the program attaches is in reach. */
  private changeByHand(hand: Hand): void {
    const name = shareNames[hand.share];
    if (!name) {
      const isAttached = hand.account > 7 && hand.resource > 7 && hand.what.startsWith("remove");
      if (isAttached) changeByHand(this.cloudflare, this.foreignShare, false, hand);
      return;
    }
    const id = this.engine.idOf(name);
    if (id && !this.program.isHandedOver(hand.share))
      changeByHand(this.cloudflare, id, hand.share === 0, hand);
  }

  private arm({ fault, skip, times, hand }: Extract<Step, { do: "fault" }>): void {
    if (fault === "by-hand" && !hand) return;
    const act = hand ? { [skip % 2 === 0 ? "before" : "after"]: () => this.changeByHand(hand) } : {};
    const ms = fault === "slow" ? 1 : 1_000;
    this.cloudflare.faults.add(this.clock.watched({ fault, skip, times, ms, ...act }));
  }
}

function expectRight(what: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`after ${what}:\n${wrong.join("\n")}`);
}

async function expectPassed(what: string, run: Promise<RunOutcome>): Promise<void> {
  const outcome = await run;
  expectRight(what, outcome.ok ? [] : [outcome.message]);
}
