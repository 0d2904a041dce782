/** Remembers since when runs are gone that hold servers, as far as this collector could see. */
export class Absences {
  readonly #graceMs: number;
  #sinceMs = new Map<number, number>();

  /** `graceMs`: for so long a run may be gone before it is replaced. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /** Takes note of who is gone at `nowMs`; returns those who have been gone for too long, without being seen meanwhile. */
  overdue(absent: readonly number[], nowMs: number): readonly number[] {
    this.#sinceMs = new Map(absent.map((run) => [run, this.#sinceMs.get(run) ?? nowMs]));
    return absent.filter((run) => nowMs - (this.#sinceMs.get(run) ?? nowMs) >= this.#graceMs);
  }

  /** This collector was gone itself: whoever it misses now may only not be back yet. */
  forget(): void {
    this.#sinceMs.clear();
  }
}
