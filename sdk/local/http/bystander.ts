import { type ShareWire, shareWire } from "../api/shapes";
import { Changes } from "../world/changes";
import type { Store } from "../world/store";
import type { BareAnswer } from "./httpAnswer";
import type { LoggedRequest } from "./requestLog";

interface Envelope {
  result?: unknown;
}

/** Somebody else, who changes the world during a request, and who knows the shares of all accounts. */
export class Bystander {
  constructor(
    private readonly store: Store,
    private readonly request: LoggedRequest,
  ) {}

  deleteNamedShare(answer: BareAnswer): void {
    const share = this.store.find(this.shareId(answer));
    if (share) new Changes(this.store, this.store.settings.transitionMs).deleteShare(share);
  }

  /** Remembers what readers of the named share see now, to show it to them later instead. */
  rememberShare(): (answer: BareAnswer, ms: number) => void {
    const now = this.store.view(this.shareId());
    const before = now && this.store.copy(now);
    return (answer, ms) => this.store.keepStale(this.shareId(answer), before, ms);
  }

  /** In the order of the list that was asked for; other requests are left alone. */
  createShare(place: "first" | "last"): void {
    const owner = this.listedAccount();
    if (owner === undefined) return;
    const isEarly = (place === "first") !== (this.request.query.direction === "desc");
    const other = this.store.directory.organization.accounts.find(({ id }) => id !== owner);
    new Changes(this.store, 0).createShare({
      accountId: owner,
      name: `${isEarly ? "!" : "~"} ${place} ${this.request.n}`,
      created: isEarly ? "2000-01-01T00:00:00.000000Z" : undefined,
      targetType: "account",
      accountIds: other ? [other.id] : [],
      resources: [
        { resourceType: "custom-ruleset", resourceId: "f1257", resourceAccountId: owner, meta: {} },
      ],
    });
  }

  /** At once, without the state `deleting`. */
  deleteFirstOf(answer: BareAnswer): void {
    const { result } = (answer.json ?? {}) as Envelope;
    if (this.listedAccount() === undefined || !Array.isArray(result)) return;
    const share = this.store.find((result[0] as { id?: string } | undefined)?.id ?? "");
    if (share) new Changes(this.store, 0).deleteShare(share);
  }

  /** Any share, with what the request wants included. */
  wireOf(shareId: string): ShareWire {
    const share = this.store.find(shareId);
    if (!share) throw new Error(`there is no share ${shareId}`);
    const [, reader] = /^\/accounts\/([^/]+)/.exec(this.request.path) ?? [];
    const { include_resources, include_recipient_counts } = this.request.query;
    return shareWire(this.store, share, share.accountId === reader ? "sent" : "received", {
      include_resources: include_resources === "true",
      include_recipient_counts: include_recipient_counts === "true",
    });
  }

  private listedAccount(): string | undefined {
    if (this.request.method !== "GET") return undefined;
    return /^\/accounts\/([^/]+)\/shares$/.exec(this.request.path)?.[1];
  }

  /** The share that the path names, or that the request created. */
  private shareId(answer?: BareAnswer): string {
    const [, named] = /\/shares\/([^/]+)/.exec(this.request.path) ?? [];
    const { result } = (answer?.json ?? {}) as Envelope;
    return named ?? (result as { id?: string } | null | undefined)?.id ?? "";
  }
}
