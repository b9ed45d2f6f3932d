import { type LocalCloudflare, localOwner } from "../../../sdk/local";
import type { EngineModel } from "./engineModel";
import type { Declared, Program } from "./program";

/** The part of a live share that programs declare, in one spelling for comparing. */
export interface Content {
  name: string;
  recipients: string[] | "organization";
  resources: string[];
  excluded: string[];
}

export interface ShareArgs {
  name: string;
  recipients: { recipientAccountId?: string }[];
  excludedRecipients?: { accountId: string }[];
  resources: ResourceArgs[];
}

interface ResourceArgs {
  resourceType: string;
  resourceId: string;
  meta?: unknown;
}

export function liveContent({ dashboard }: LocalCloudflare, id: string): Content {
  const share = dashboard.share(id);
  const recipients = share.recipients.filter((one) => !one.association_status.startsWith("disassociat"));
  const resources = share.resources.filter((one) => one.status === "active");
  return {
    name: share.name,
    recipients:
      share.target_type === "organization" ? "organization" : recipients.map((one) => one.account_id).sort(),
    resources: resources.map((one) => resourceText(one.resource_type, one.resource_id, one.meta)).sort(),
    excluded: share.excluded.map((one) => one.account_id).sort(),
  };
}

/** @param attached what the program attaches to the share beside it */
function declaredContent(args: ShareArgs, attached: readonly Declared[] = []): Content {
  const accounts = args.recipients.flatMap((one) => one.recipientAccountId ?? []);
  const own: Content = {
    name: args.name,
    recipients: accounts.length > 0 ? accounts : "organization",
    resources: args.resources.map((one) => resourceText(one.resourceType, one.resourceId, one.meta)),
    excluded: (args.excludedRecipients ?? []).map((one) => one.accountId).sort(),
  };
  return withAttached(own, attached);
}

function withAttached(content: Content, attached: readonly Declared[]): Content {
  const recipients = attached.flatMap(({ args }) => (args.recipientAccountId as string | undefined) ?? []);
  const resources = attached
    .filter(({ kind }) => kind === "resource")
    .map(({ args }) => args as unknown as ResourceArgs)
    .map((one) => resourceText(one.resourceType, one.resourceId, one.meta));
  return {
    ...content,
    recipients:
      content.recipients === "organization" ? "organization" : [...content.recipients, ...recipients].sort(),
    resources: [...content.resources, ...resources].sort(),
  };
}

function resourceText(type: string, id: string, meta: unknown = {}): string {
  return `${type}/${id} ${typeof meta === "string" ? meta : JSON.stringify(meta)}`;
}

/** Live shares of the owner's that are neither foreign nor made by a fault. */
export function ownShares({ dashboard }: LocalCloudflare, foreign: ReadonlyMap<string, Content>): string[] {
  return dashboard
    .shares(localOwner)
    .filter(({ id, status, name }) => status === "active" && !foreign.has(id) && !/^[!~] first/.test(name))
    .map(({ id }) => id);
}

/** Own shares that nothing in the state knows. */
export function orphans(
  cloudflare: LocalCloudflare,
  { state }: EngineModel,
  foreign: ReadonlyMap<string, Content>,
): string[] {
  const known = new Set(state.map(({ id }) => id));
  return ownShares(cloudflare, foreign).filter((id) => !known.has(id));
}

/** Whether all that must stay in somebody else's share is still in it. */
export function isIntact(cloudflare: LocalCloudflare, id: string, content: Content): boolean {
  const live = liveContent(cloudflare, id);
  const has = (all: string[] | string, wanted: string[] | string) =>
    typeof wanted === "string" ? all === wanted : wanted.every((one) => all.includes(one));
  const isActive = cloudflare.dashboard.share(id).status === "active";
  return isActive && has(live.recipients, content.recipients) && has(live.resources, content.resources);
}

/** All that is wrong after a run that passed: what is live and in the state is what the program declares. */
export function judge(
  cloudflare: LocalCloudflare,
  engine: EngineModel,
  program: Program,
  foreign: ReadonlyMap<string, Content>,
): string[] {
  const declared = program.filter((one): one is Declared => !("get" in one));
  return [
    ...judgeState(engine, program),
    ...judgeOwn(cloudflare, engine, declared, foreign),
    ...judgeForeign(cloudflare, declared, foreign),
    ...judgeRecords(cloudflare, engine),
  ];
}

function judgeState({ state }: EngineModel, program: Program): string[] {
  const wrong: string[] = [];
  const names = state.map(({ name }) => name).sort();
  const wanted = program.map(({ name }) => name).sort();
  if (names.join() !== wanted.join()) wrong.push(`the state has ${names}, and declared are ${wanted}`);
  return [...wrong, ...sharedIds(state)];
}

/** Two entries that own one thing. */
export function sharedIds(state: EngineModel["state"]): string[] {
  const ids = state.filter((one) => !one.external && !one.isReplaced).map(({ id }) => id);
  return ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => `two entries of the state own ${id}`);
}

function judgeOwn(
  cloudflare: LocalCloudflare,
  engine: EngineModel,
  declared: readonly Declared[],
  foreign: ReadonlyMap<string, Content>,
): string[] {
  const wrong: string[] = [];
  const shares = declared.filter(({ kind }) => kind === "share");
  const wanted = shares.map(({ name }) => engine.idOf(name) ?? `no ${name}`);
  const live = ownShares(cloudflare, foreign);
  if (live.sort().join() !== [...wanted].sort().join())
    return [`live are the shares ${live}, and the state has ${wanted}`];
  for (const [n, share] of shares.entries()) {
    const attached = declared.filter(({ on }) => on === share.name);
    const content = declaredContent(share.args as unknown as ShareArgs, attached);
    wrong.push(...difference(share.name, liveContent(cloudflare, wanted[n] ?? ""), content));
  }
  return wrong;
}

function judgeForeign(
  cloudflare: LocalCloudflare,
  declared: readonly Declared[],
  foreign: ReadonlyMap<string, Content>,
): string[] {
  return [...foreign].flatMap(([id, content]) => {
    const attached = declared.filter(({ args }) => args.shareId === id);
    return difference("a foreign share", liveContent(cloudflare, id), withAttached(content, attached));
  });
}

/** The records of attachments in the state are live ones of the share that they name. */
function judgeRecords({ dashboard }: LocalCloudflare, { state }: EngineModel): string[] {
  return state
    .filter(({ kind }) => kind !== "share")
    .flatMap(({ name, kind, id, inputs }) => {
      const share = dashboard.share(String(inputs.shareId));
      const record =
        kind === "recipient"
          ? share.recipients.find((one) => one.id === id)?.association_status
          : share.resources.find((one) => one.id === id)?.status;
      return /^(associat|active)/.test(record ?? "") ? [] : [`the record of ${name} is ${record ?? "gone"}`];
    });
}

function difference(what: string, live: Content, wanted: Content): string[] {
  const [is, shouldBe] = [JSON.stringify(live), JSON.stringify(wanted)];
  return is === shouldBe ? [] : [`${what}: live is ${is}, and not ${shouldBe}`];
}
