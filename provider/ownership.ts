import { createHash } from "node:crypto";
import stringify from "safe-stable-stringify";

/** What the state has of a resource, or will have of one that is being created. */
export interface Entry {
  /** The option. */
  import?: unknown;
}

/** How this run knows whose a thing is. */
type Claim =
  /** A refresh read it and compared: an entry of the state has it. */
  | { by: "refresh" }
  /** Entries of the state that go on with it: one, unless an interrupted run has left two. */
  | { by: "diff"; keepers: Keeper[] }
  /** Its resource gives it up for a new one, which may already exist. */
  | { by: "replacement"; stayed: unknown }
  /** A create of this run made it, or took it over, perhaps from a resource that had given it up. */
  | { by: Taking; entry: Entry; wasGivenUp: boolean };

interface Keeper {
  entry: Entry;
  /** The option `import`, if the program still has the one that the state has. */
  stayed: unknown;
  /** An option of the resource can make the engine replace it without a word. */
  mayBeReplaced: boolean;
}

/** How a create comes to a thing. */
export type Taking = "creation" | "import" | "adoption";

/** What becomes of a thing that the engine asks to delete; spared, its entry alone leaves the state. */
export type DeletionVerdict =
  | "delete"
  | "spare-held"
  | "spare-imported"
  /** The program reads it by `get`. */
  | "refuse-read"
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
  /** What a refresh has read, and not compared yet. */
  private readonly refreshed = new Set<string>();

  /** @param tellsReplacement who calls `keep` calls `giveUp` too if the engine then replaces the resource unasked */
  constructor(private readonly tellsReplacement = false) {}

  /** The program declares a resource with these inputs. */
  noteCheck(inputs: object): void {
    this.checked.add(fingerprint(inputs));
  }

  /**
   * Whether a comparison is a refresh's: it follows what the refresh read, with inputs that no check has returned.
   * It says that an entry of the state has the thing, and nothing of what becomes of it.
   */
  noteIfOfRefresh(id: string, inputs: object): boolean {
    const isOfRefresh = this.refreshed.delete(id) && !this.checked.has(fingerprint(inputs));
    if (isOfRefresh && !this.claims.has(id)) this.claims.set(id, { by: "refresh" });
    return isOfRefresh;
  }

  /** No resource is known to have it: it may be what an interrupted run left behind. */
  isUnowned(id: string): boolean {
    return !this.claims.has(id) && !this.deleted.has(id);
  }

  /** The same, and this run has never met it. */
  isFree(id: string): boolean {
    return this.isUnowned(id) && !this.read.has(id);
  }

  /** A resource of the program has it. */
  isHeld(id: string): boolean {
    return this.claims.get(id)?.by === "diff" || this.isTaken(id);
  }

  /**
   * An `import` option that names it only stayed in the program: this run has deleted it, or its resource, which has
   * the same option, gives it up.
   */
  isGivenUp(id: string, importOption: unknown): boolean {
    const claim = this.claims.get(id);
    if (!claim) return this.deleted.has(id);
    if (claim.by === "replacement") return claim.stayed === importOption;
    if (claim.by !== "diff") return false;
    return claim.keepers.every((one) => one.mayBeReplaced && one.stayed === importOption);
  }

  /** A refresh read it: what earlier comparisons knew of its entries is out of date. */
  noteRefresh(id: string): void {
    if (!this.isTaken(id)) this.claims.delete(id);
    this.refreshed.add(id);
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
   * @param mayBeReplaced an option of the resource can make the engine replace it without telling diff
   * @param declared what the program has of it, where that is told
   * @returns false if a create of this run has taken it, or another entry goes on with it too
   */
  keep(id: string, entry: Entry, mayBeReplaced: boolean, declared = entry): boolean {
    if (this.isTaken(id)) return false;
    const others = this.otherKeepers(id, entry);
    const stayed = stayedOption(entry, declared);
    const keeper = { entry, stayed, mayBeReplaced: mayBeReplaced && !this.tellsReplacement };
    this.claims.set(id, { by: "diff", keepers: [...others, keeper] });
    return others.length === 0;
  }

  /**
   * Its resource needs another thing in its place.
   *
   * @param declared what the program has of the resource, where that is told
   * @returns false if a create of this run has taken it
   */
  giveUp(id: string, entry: Entry, declared = entry): boolean {
    if (this.isTaken(id)) return false;
    const keepers = this.otherKeepers(id, entry);
    const stayed = stayedOption(entry, declared);
    this.claims.set(id, keepers.length > 0 ? { by: "diff", keepers } : { by: "replacement", stayed });
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
    // An import takes over what an entry of the state has that gives it up, or leaves the program in the same run.
    const isLeft = claim?.by === "refresh" || claim?.by === "replacement";
    const isOpen = !claim || (by === "import" && isLeft);
    if (isOpen) this.claims.set(id, { by, entry, wasGivenUp: claim?.by === "replacement" });
    return isOpen;
  }

  /**
   * What to do about a deletion that the engine asks for. Proof that it is this entry's: nobody else has it, or
   * its own resource gave it up.
   */
  decideDeletion(id: string, entry: Entry): DeletionVerdict {
    const verdict = this.judgeDeletion(this.claims.get(id), entry);
    if (verdict !== "delete") return verdict;
    if (this.read.has(id)) return "refuse-read";
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
        return claim.entry.import === entry.import && !claim.wasGivenUp ? "refuse-taken" : "spare-imported";
      case "creation":
      case "adoption":
        return "refuse-taken";
    }
  }
}

/** Of what the program declares: the option ignoreChanges may come with the inputs of a comparison alone. */
function fingerprint(inputs: object): string {
  const { __provider, ignoreChanges, ...declared } = inputs as Record<string, unknown>;
  return createHash("sha256").update(stringify(declared)).digest("base64");
}

const stayedOption = (entry: Entry, declared: Entry): unknown =>
  declared.import === entry.import ? entry.import : undefined;

function isSame(a: Entry, b: Entry): boolean {
  return a === b || stringify(a) === stringify(b);
}
