/**
 * Which shares of this process already have an owner among its resources, so that no two resources ever hold
 * the same one.
 */
export class Claims {
  private readonly held = new Set<string>();
  private readonly adopted = new Set<string>();
  private readonly replaced = new Set<string>();
  private readonly met = new Set<string>();
  private readonly kept = new Map<string, string>();
  private readonly queues = new Map<string, Promise<unknown>>();

  /** The share belongs to a resource of this program: met in diff or update, or created. */
  hold(shareId: string): void {
    this.held.add(shareId);
  }

  /** It did not become a resource's after all. */
  release(shareId: string): void {
    this.held.delete(shareId);
  }

  isHeld(shareId: string): boolean {
    return this.held.has(shareId);
  }

  /** A refresh read it: the state has it, though perhaps no resource of the program. */
  meet(shareId: string): void {
    this.met.add(shareId);
  }

  /** True for a share that the stack knows: never an interrupted run's leftover. */
  isKnown(shareId: string): boolean {
    return this.held.has(shareId) || this.met.has(shareId);
  }

  /**
   * A resource of the program goes on with this share. Another entry of the state may name it too, after a run
   * that was killed between taking it over and dropping its former owner.
   *
   * @param successor what a create would have in common with this resource, if the engine replaced it by force
   */
  keep(shareId: string, successor: string): void {
    this.kept.set(shareId, successor);
  }

  isKept(shareId: string): boolean {
    return this.kept.has(shareId);
  }

  /** A create that is this resource's successor: the share that it had is to be deleted after all. */
  succeed(successor: string): void {
    for (const [shareId, name] of this.kept) if (name === successor) this.kept.delete(shareId);
  }

  /** Another share is about to take this one's place: the next create is its successor's. */
  replace(shareId: string): void {
    this.replaced.add(shareId);
  }

  isReplaced(shareId: string): boolean {
    return this.replaced.has(shareId);
  }

  /** A create took over a share that was there. */
  adopt(shareId: string): void {
    this.hold(shareId);
    this.adopted.add(shareId);
  }

  /** True if another resource of this process took the share over: then it is not its former owner's to delete. */
  isAdopted(shareId: string): boolean {
    return this.adopted.has(shareId);
  }

  /**
   * One after the other for the same key: two creates of the same share at once could each take the other's
   * for what a broken answer left behind.
   */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.queues.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
