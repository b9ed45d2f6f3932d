/**
 * Which shares of this process already have an owner among its resources, so that no two resources ever hold
 * the same one.
 */
export class Claims {
  private readonly held = new Set<string>();
  private readonly adopted = new Set<string>();
  private readonly replaced = new Set<string>();
  private readonly queues = new Map<string, Promise<unknown>>();

  /** The share belongs to a resource of this stack: met in diff, read or update, or created. */
  hold(shareId: string): void {
    this.held.add(shareId);
  }

  isHeld(shareId: string): boolean {
    return this.held.has(shareId);
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
