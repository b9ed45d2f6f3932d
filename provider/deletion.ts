import { ApiError } from "./api/errors";
import { ProviderError } from "./base/providerError";
import { type Poll, type Wait, waitFor } from "./base/waitFor";
import type { Entry } from "./ownership";
import type { Context } from "./process";

/** What the engine asks to delete. */
interface Deletable {
  id: string;
  /** What the state has of it. */
  entry: Entry;
  /** "share 0123…" */
  name: string;
  /** Ways to have it replaced by force. */
  ways: string;
  deadline: number;
  /** Begins the error if it is still there then. */
  late: string;
  /** Throws where it must stay, though it is this entry's. */
  refuse?(): void;
}

/**
 * Deletes what is this entry's to delete, and waits until it is gone. What is gone already is as it was asked for.
 *
 * @throws the refusal that still stands at the deadline, and any other at once
 */
export async function deleteOwned(context: Context, deletable: Deletable, doomed: Doomed): Promise<void> {
  if (!isToBeDeleted(context, deletable)) return;
  const { deadline, late, refuse } = deletable;
  refuse?.();
  const deletion = new Deletion(doomed);
  if (await waitFor<true>({ ...context, deadline, poll: () => deletion.poll() })) return;
  const wayOn = "run the same command again, without --replace: it continues to wait";
  throw deletion.refusal ?? new ProviderError(`${late}\n${wayOn}`);
}

/**
 * Asks until Cloudflare takes the deletion, or there is nothing to delete; what becomes of it is for others to see.
 *
 * @throws the refusal that still stands at the deadline, and any other at once
 */
export async function requestDeletion(wait: Omit<Wait<true>, "poll">, doomed: Doomed): Promise<void> {
  const deletion = new Deletion(doomed);
  if (await waitFor({ ...wait, poll: () => deletion.ask() })) return;
  throw deletion.refusal;
}

/**
 * Obeys the verdict about a deletion: true if it is to be deleted, false if it stays and its entry alone
 * leaves the state.
 *
 * @throws ProviderError where neither is right
 */
function isToBeDeleted(
  { ownership, notes, say, warn }: Context,
  { id, entry, name, ways }: Deletable,
): boolean {
  switch (ownership.decideDeletion(id, entry)) {
    case "delete":
      if (!notes.isRead(id)) return true;
      warn(`${name} is imported or read by another provider of this run and is not deleted`);
      return false;
    case "spare-held":
      say(`${name} is managed by another resource of this program and is not deleted`);
      return false;
    case "spare-imported":
      say(`${name} was taken over by another resource of this program and is not deleted`);
      return false;
    case "refuse-read":
      throw new ProviderError(
        `${name} is not deleted: this program reads it by get\nto keep it and only read it, use get under the resource's own name; to delete it, take the get out of the program; \`pulumi destroy\` deletes it without --run-program`,
      );
    case "refuse-taken":
      throw new ProviderError(
        `${name} is not deleted: a resource that this run created has taken it over, so nothing was replaced\n` +
          `to replace by force (--replace, taint), ${ways}; after a rename in the program, the next \`pulumi up\` drops this entry, and ${name} stays`,
      );
  }
}

/** What is to be deleted: a share, or one recipient or resource in one. */
export interface Doomed {
  /** Begins the lines of progress. */
  name: string;
  /** True if the answer says that it is gone. What is not there is gone. */
  send(): Promise<boolean>;
  /** How it is just now; undefined once it is gone. */
  find(): Promise<Standing | undefined>;
}

interface Standing {
  status: string;
  /** Its deletion was taken already. */
  isLeaving: boolean;
  /** Recipients are associating, and Cloudflare may not delete it before they are. */
  isBusy: boolean;
  /** A better error than Cloudflare's refusal, where one is known. */
  explainRefusal?(): Error | undefined;
}

type Outcome = "gone" | "accepted" | "refused";

/** One deletion on its way: asked for until Cloudflare takes the request, then waited for. */
class Deletion {
  private isAccepted = false;
  private isGone = false;
  /** Why Cloudflare did not take the last request. */
  refusal: ApiError | undefined;

  constructor(private readonly doomed: Doomed) {}

  /** Done once the request is taken, or there is nothing to delete. */
  async ask(): Promise<Poll<true>> {
    const { name } = this.doomed;
    const outcome = await this.request();
    if (outcome === "refused")
      return { state: "pending", progress: `${name}: to be deleted once its recipients are associated` };
    if (outcome === "gone") this.isGone = true;
    this.isAccepted = true;
    this.refusal = undefined;
    return { state: "done", value: true };
  }

  async poll(): Promise<Poll<true>> {
    const { name, find } = this.doomed;
    const asked = this.isAccepted ? undefined : await this.ask();
    if (asked?.state === "pending") return asked;
    const standing = this.isGone ? undefined : await find();
    return standing
      ? { state: "pending", progress: `${name}: ${standing.status}` }
      : { state: "done", value: true, progress: `${name}: deleted` };
  }

  private async request(): Promise<Outcome> {
    try {
      return (await this.doomed.send()) ? "gone" : "accepted";
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return error.isMissing ? "gone" : this.judge(error);
    }
  }

  /** What is leaving already can't be deleted again, and what has recipients on their way not yet. */
  private async judge(refusal: ApiError): Promise<Outcome> {
    const standing = await this.doomed.find().catch(() => {
      throw refusal;
    });
    if (!standing) return "gone";
    if (standing.isLeaving) return "accepted";
    // The last recipient may have arrived between the refusal and the look: once more then.
    const isPassing = refusal.status === 409 && (standing.isBusy || this.refusal === undefined);
    if (!isPassing) throw standing.explainRefusal?.() ?? refusal;
    this.refusal = refusal;
    return "refused";
  }
}
