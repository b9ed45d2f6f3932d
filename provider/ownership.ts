import { createHash } from "node:crypto";
import stringify from "safe-stable-stringify";

/** What the state has of a resource, or will have of one that is being created. */
export interface Entry {
  /** The option. */
  import?: unknown;
}

/** How this run knows whose a thing is. */
type Claim =
  /** A refresh read it: an entry of the state has it. */
  | { by: "refresh" }
  /** Entries of the state that go on with it: one, unless an interrupted run has left two. */
  | { by: "diff"; keepers: Keeper[] }
  /** Its resource gives it up for a new one, which may already exist. */
  | { by: "replacement" }
  /** A create of this run made it, or took it over. */
  | { by: Taking; entry: Entry };

interface Keeper {
  entry: Entry;
  /** An option of the resource lets the engine replace it all the same, without another word. */
  mayBeReplaced: boolean;
}

/** How a create comes to a thing. */
export type Taking = "creation" | "import" | "adoption";

/** What becomes of a thing that the engine asks to delete; spared, its entry alone leaves the state. */
export type DeletionVerdict =
  | "delete"
  | "spare-read"
  | "spare-held"
  | "spare-imported"
  /** A create that was to replace it took the same thing over: nothing was replaced. */
  | "refuse-taken";

/**
 * Who owns what in this run: one claim for each thing (a share, or a recipient or resource of one), by its id.
 * Each method is one step without a wait in it, so that no two resources can both get the same answer. The engine
 * tells a dynamic provider no resource's name; what it tells is an id and what the state has of it.
 */
export class Ownership {
  private readonly claims = new Map<string, Claim>();
  /** What this run deletes, or found deleted: nothing that comes later makes it somebody's again. */
  private readonly deleted = new Set<string>();
  /** What the program looks at by `get`: never deleted, whoever manages it. */
  private readonly read = new Set<string>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly checked = new Set<string>();

  /** The program declares a resource with these inputs. */
  noteCheck(inputs: object): void {
    this.checked.add(fingerprint(inputs));
  }

  /**
   * Whether a comparison with these inputs is the program's. A refresh compares too, with what the state has, and
   * that says nothing of what becomes of the resource.
   */
  isDeclared(inputs: object): boolean {
    return this.checked.has(fingerprint(inputs));
  }

  /** Nobody is known to own it: it may be what an interrupted run or a lost answer left behind. */
  isFree(id: string): boolean {
    return !this.claims.has(id) && !this.deleted.has(id) && !this.read.has(id);
  }

  /** This run gives it up, or has deleted it: an `import` option that names it only stayed in the program. */
  isGivenUp(id: string): boolean {
    const claim = this.claims.get(id);
    if (!claim) return this.deleted.has(id);
    const isLeaving = claim.by === "diff" && claim.keepers.every(({ mayBeReplaced }) => mayBeReplaced);
    return isLeaving || claim.by === "replacement";
  }

  /** Two entries of the state go on with it: neither may change it. */
  isShared(id: string): boolean {
    const claim = this.claims.get(id);
    return claim?.by === "diff" && claim.keepers.length > 1;
  }

  /** A refresh read it for an entry of the state: what earlier comparisons knew of entries is out of date. */
  noteRefresh(id: string): void {
    const by = this.claims.get(id)?.by;
    if (by === undefined || by === "diff" || by === "replacement") this.claims.set(id, { by: "refresh" });
  }

  /** `get` read it. What another resource of the program manages stays that resource's. */
  noteGet(id: string): void {
    this.read.add(id);
  }

  /** This run found it deleted. */
  noteGone(id: string): void {
    if (!this.claims.has(id)) this.deleted.add(id);
  }

  /**
   * Its resource goes on with it.
   *
   * @param entry what the state has of the resource
   * @returns false if a create of this run has taken it
   */
  keep(id: string, entry: Entry, mayBeReplaced: boolean): boolean {
    if (this.isTaken(id)) return false;
    this.claims.set(id, { by: "diff", keepers: [...this.otherKeepers(id, entry), { entry, mayBeReplaced }] });
    return true;
  }

  /**
   * Its resource needs another thing in its place.
   *
   * @returns false if a create of this run has taken it
   */
  giveUp(id: string, entry: Entry): boolean {
    if (this.isTaken(id)) return false;
    const keepers = this.otherKeepers(id, entry);
    this.claims.set(id, keepers.length > 0 ? { by: "diff", keepers } : { by: "replacement" });
    return true;
  }

  /**
   * A create takes it: the one claim by which a resource gets what it did not have before.
   *
   * @returns false if it is another's, given up, or only looked at
   */
  take(id: string, by: Taking, entry: Entry): boolean {
    const claim = this.claims.get(id);
    // A record that this run deleted comes back under its id when the same account is added anew.
    if (by !== "creation" && this.deleted.has(id)) return false;
    if (by === "adoption" && this.read.has(id)) return false;
    // An import takes over what an entry of the state has that leaves the program in the same run.
    const isOpen = !claim || (by === "import" && claim.by === "refresh");
    if (isOpen) this.claims.set(id, { by, entry });
    return isOpen;
  }

  /**
   * What to do about a deletion that the engine asks for. Proof that it is this entry's: nobody else has it, or
   * its own resource gave it up.
   */
  decideDeletion(id: string, entry: Entry): DeletionVerdict {
    const verdict = this.judgeDeletion(this.claims.get(id), entry);
    if (verdict !== "delete") return verdict;
    if (this.read.has(id)) return "spare-read";
    this.claims.delete(id);
    this.deleted.add(id);
    return verdict;
  }

  /**
   * One after the other for the same key: two creates of the same content at once could each take the other's
   * for what a lost answer left behind.
   */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    const settled = turn.catch(() => undefined);
    this.queues.set(key, settled);
    return turn;
  }

  private isTaken(id: string): boolean {
    const by = this.claims.get(id)?.by;
    return by === "creation" || by === "import" || by === "adoption";
  }

  private otherKeepers(id: string, entry: Entry): Keeper[] {
    const claim = this.claims.get(id);
    return claim?.by === "diff" ? claim.keepers.filter((one) => !isSame(one.entry, entry)) : [];
  }

  private judgeDeletion(claim: Claim | undefined, entry: Entry): DeletionVerdict {
    switch (claim?.by) {
      case undefined:
      case "refresh":
      case "replacement":
        return "delete";
      case "diff":
        return claim.keepers.every((one) => one.mayBeReplaced && isSame(one.entry, entry))
          ? "delete"
          : "spare-held";
      case "import":
        // An entry with the same option is the one that was to be replaced, and its option only stayed.
        return claim.entry.import === entry.import ? "refuse-taken" : "spare-imported";
      case "creation":
      case "adoption":
        return "refuse-taken";
    }
  }
}

function fingerprint(inputs: object): string {
  const { __provider, ...declared } = inputs as { __provider?: unknown };
  return createHash("sha256").update(stringify(declared)).digest("base64");
}

function isSame(a: Entry, b: Entry): boolean {
  return a === b || stringify(a) === stringify(b);
}
