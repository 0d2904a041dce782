/**
 * A poll that has waited for so long leaves its slot: then it costs nothing but time, however many servers are silent or far away,
 * and the others need not wait for it.
 */
const LEAVES_AFTER_MS = 150;

/** The slot of the poll of one server that is under way, if it holds one. */
export class HeldSlot {
  #leave: (() => void) | null = null;
  #leaveAtMs = 0;

  take(leave: () => void, nowMs: number): void {
    this.#leave = leave;
    this.#leaveAtMs = nowMs + LEAVES_AFTER_MS;
  }

  leave(): void {
    const leave = this.#leave;
    this.#leave = null;
    leave?.();
  }

  /** Leaves it after a while. */
  tick(nowMs: number): void {
    if (this.#leave !== null && nowMs >= this.#leaveAtMs) this.leave();
  }
}
