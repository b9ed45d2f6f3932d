/** The clock of the transitions: the wall clock minus the time spent on hold. */
export class FlowClock {
  constructor(
    private readonly wall: () => number,
    readonly state: { lagMs: number; heldAt?: number },
  ) {}

  now(): number {
    return (this.state.heldAt ?? this.wall()) - this.state.lagMs;
  }

  /** Converts a time of this clock to wall time, for the dates in answers. */
  toWall(flowTime: number): number {
    return flowTime + this.state.lagMs;
  }

  hold(): void {
    this.state.heldAt ??= this.wall();
  }

  release(): void {
    if (this.state.heldAt === undefined) return;
    this.state.lagMs += this.wall() - this.state.heldAt;
    this.state.heldAt = undefined;
  }
}
