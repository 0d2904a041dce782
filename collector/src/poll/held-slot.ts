/**
 * A poll that has waited for so long leaves its slot: then it costs nothing but time, however many servers are silent or far away,
 * and the others need not wait for it.
 */
const LEAVES_AFTER_MS = 150;

/** All slots that are held, or were until a moment ago. */
export class HeldSlots {
  readonly #held: HeldSlot[] = [];

  /** For the polls of one server, one at a time. */
  create(): HeldSlot {
    return new HeldSlot(this.#held);
  }

  /** Leaves those that have been held for long. */
  tick(nowMs: number): void {
    // Whoever gets a slot that is left here is listed behind those that are looked at.
    const listed = this.#held.splice(0);
    for (const slot of listed) {
      if (slot.isHeldAfter(nowMs)) this.#held.push(slot);
    }
  }
}

/** The slot of the poll of one server that is under way, if it holds one. */
export class HeldSlot {
  readonly #held: HeldSlot[];
  #isListed = false;
  #leave: (() => void) | null = null;
  #leaveAtMs = 0;

  constructor(held: HeldSlot[]) {
    this.#held = held;
  }

  take(leave: () => void, nowMs: number): void {
    this.#leave = leave;
    this.#leaveAtMs = nowMs + LEAVES_AFTER_MS;
    if (!this.#isListed) this.#held.push(this);
    this.#isListed = true;
  }

  leave(): void {
    const leave = this.#leave;
    this.#leave = null;
    leave?.();
  }

  /** Leaves it if it has been held for long; false where it is not held any more, and so is not to be looked at again. */
  isHeldAfter(nowMs: number): boolean {
    if (this.#leave !== null && nowMs >= this.#leaveAtMs) this.leave();
    this.#isListed = this.#leave !== null;
    return this.#isListed;
  }
}
