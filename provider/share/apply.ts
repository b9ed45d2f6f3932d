import type { CloudflareClient } from "../api/client";
import {
  addExcludedRecipient,
  addRecipient,
  addShareResource,
  getSentShare,
  listExcludedRecipients,
  listRecipients,
  putExcludedRecipients,
  putRecipients,
  putShareResourceMeta,
  removeExcludedRecipient,
  removeRecipient,
  removeShareResource,
  renameShare,
  type ShareRef,
} from "../api/endpoints";
import { inWords, unlessMissing, unlessThere } from "../api/errors";
import type { RecipientWire, ShareWire } from "../api/wire";
import type { Clock } from "../base/clock";
import { findWithinListLag } from "../base/listLag";
import { requestDeletion } from "../deletion";
import { recipientBody, resourceBody } from "../model/bodies";
import { resourceKey } from "../model/inputs";
import { findLiveResource, hasAssociating, isLiveRecipient, observedResource } from "../model/observed";
import { type Open, openOfContent, openOfName } from "../model/openMatters";
import type { Step } from "./plan";

/** Where a step is carried out. */
export interface Place {
  client: CloudflareClient;
  clock: Clock;
  ref: ShareRef;
  /** When what may not be removed yet is given up. */
  deadline: number;
  progress(line: string): void;
}

/** One request on its way: what is being done, and where its body sits among the share's properties. */
interface Change {
  doing: string;
  property: string;
  body?: unknown;
  act(): Promise<unknown>;
}

/** What the answer of a step tells. */
export interface Told {
  /** The share, where that is all that the step changes. */
  share?: ShareWire;
  /** What it has otherwise than the step asks for. */
  open: Open[];
}

/** Carries one step out; decides nothing. Throws an error that names what was being done. */
export async function applyStep(place: Place, step: Step): Promise<Told> {
  if (step.do === "rename") return applyRename(place, step);
  if (step.do === "put meta") return applyMeta(place, step);
  const { doing, property, body, act } = changeOf(place, step);
  await inWords(doing, act(), body, property);
  return { open: [] };
}

async function applyRename({ client, ref }: Place, { name }: StepOf<"rename">): Promise<Told> {
  const renamed = renameShare(client, ref, name);
  const share = await inWords(`renaming share ${ref.shareId}`, renamed, { name });
  return share ? { share, open: openOfName(name, share.name) } : { open: [] };
}

async function applyMeta({ client, ref }: Place, { id, resource }: StepOf<"put meta">): Promise<Told> {
  const { meta } = resourceBody(resource);
  const doing = `setting the meta of ${resourceKey(resource)} in share ${ref.shareId}`;
  const put = putShareResourceMeta(client, ref, id, meta);
  const record = await inWords(doing, put, { meta }, "resources");
  return { open: record ? openOfContent(resource, observedResource(record, ref.accountId)) : [] };
}

function changeOf(place: Place, step: Exclude<Step, { do: "rename" | "put meta" }>): Change {
  switch (step.do) {
    case "put recipients":
    case "add recipient":
    case "remove recipient":
      return recipientChange(place, step);
    case "put excluded":
    case "add excluded":
    case "remove excluded":
      return excludedChange(place, step);
    case "add resource":
    case "remove resource":
      return resourceChange(place, step);
  }
}

type StepOf<Do extends Step["do"]> = Extract<Step, { do: Do }>;

function recipientChange(
  place: Place,
  step: StepOf<"put recipients" | "add recipient" | "remove recipient">,
): Change {
  const { client, clock, ref } = place;
  const property = "recipients";
  switch (step.do) {
    case "put recipients": {
      const body = step.accounts.map((recipientAccountId) => recipientBody({ recipientAccountId }));
      const doing = `setting the recipients of share ${ref.shareId}`;
      return { doing, property, body, act: () => putRecipients(client, ref, body) };
    }
    case "add recipient": {
      const body = recipientBody({ recipientAccountId: step.account });
      const doing = `adding recipient ${step.account} to share ${ref.shareId}`;
      const isIt = (one: RecipientWire) => one.account_id === step.account;
      const find = async () =>
        (await listRecipients(client, ref)).find((one) => isIt(one) && isLiveRecipient(one));
      const act = () => addOrFind(clock, find, (look) => addRecipient(client, ref, body, look));
      return { doing, property, body, act };
    }
    case "remove recipient": {
      const doing = `removing recipient ${step.account} from share ${ref.shareId}`;
      return {
        doing,
        property,
        act: () => remove(place, `recipient ${step.account}`, () => removeRecipient(client, ref, step.id)),
      };
    }
  }
}

function excludedChange(
  place: Place,
  step: StepOf<"put excluded" | "add excluded" | "remove excluded">,
): Change {
  const { client, clock, ref } = place;
  const property = "excludedRecipients";
  switch (step.do) {
    case "put excluded": {
      const body = step.accounts.map((account_id) => ({ account_id }));
      const doing = `setting the excluded recipients of share ${ref.shareId}`;
      return { doing, property, body, act: () => putExcludedRecipients(client, ref, step.accounts) };
    }
    case "add excluded": {
      const body = { account_id: step.account };
      const doing = `excluding account ${step.account} from share ${ref.shareId}`;
      const find = async () =>
        (await listExcludedRecipients(client, ref)).find((one) => one.account_id === step.account);
      const act = () =>
        addOrFind(clock, find, (look) => addExcludedRecipient(client, ref, step.account, look));
      return { doing, property, body, act };
    }
    case "remove excluded": {
      const doing = `no longer excluding account ${step.account} from share ${ref.shareId}`;
      return {
        doing,
        property,
        act: () =>
          remove(place, `excluded account ${step.account}`, () =>
            removeExcludedRecipient(client, ref, step.id),
          ),
      };
    }
  }
}

function resourceChange(place: Place, step: StepOf<"add resource" | "remove resource">): Change {
  const { client, clock, ref } = place;
  const property = "resources";
  const key = resourceKey(step.resource);
  switch (step.do) {
    case "add resource": {
      const body = resourceBody(step.resource);
      const find = async () =>
        findLiveResource(await getSentShare(client, ref), ref.accountId, step.resource);
      const act = () => addOrFind(clock, find, (look) => addShareResource(client, ref, body, look));
      return { doing: `adding ${key} to share ${ref.shareId}`, property, body, act };
    }
    case "remove resource": {
      const act = () => remove(place, key, () => removeShareResource(client, ref, step.id));
      return { doing: `removing ${key} from share ${ref.shareId}`, property, act };
    }
  }
}

/** While recipients are associating, Cloudflare may refuse to remove anything: it is asked again then. */
function remove(place: Place, what: string, send: () => Promise<unknown>): Promise<void> {
  const { client, ref } = place;
  return requestDeletion(place, {
    name: `${what} of share ${ref.shareId}`,
    send: () => send().then(() => false),
    find: async () => {
      const share = await unlessMissing(getSentShare(client, ref));
      return share && { status: share.status, isLeaving: false, isBusy: hasAssociating(share) };
    },
  });
}

/** One POST. For as long as lists may lag it is looked for what a lost answer has made, or a refusal says is there. */
function addOrFind<T>(
  clock: Clock,
  find: () => Promise<T | undefined>,
  add: (look: () => Promise<T | undefined>) => Promise<T>,
): Promise<T> {
  const look = () => findWithinListLag(clock, find);
  return unlessThere(add(look), look);
}
