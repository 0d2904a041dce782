/**
 * Who of many is due. The times lie side by side in memory: to walk five times a second over thousands of objects, of which few are due,
 * would cost a tenth of all polling.
 */
export class Agenda<Item> {
  #dueMs = new Float64Array(64);
  readonly #items: (Item | null)[] = [];
  readonly #free: number[] = [];

  /** Takes `item` in; it is never due until its appointment says when. */
  book(item: Item): Appointment {
    const at = this.#free.pop() ?? this.#items.length;
    if (at === this.#dueMs.length) this.#grow();
    this.#items[at] = item;
    this.#dueMs[at] = Infinity;
    return new Appointment(this, at);
  }

  /** Calls `look` with each item that is due; it has to say when the item is due next. */
  tick(nowMs: number, look: (item: Item) => void): void {
    for (let at = 0; at < this.#items.length; at += 1) {
      if (!(nowMs >= this.dueMs(at))) continue;
      const item = this.#items[at] ?? null;
      if (item !== null) look(item);
    }
  }

  dueMs(at: number): number {
    return this.#dueMs[at] ?? Infinity;
  }

  set(at: number, dueMs: number): void {
    this.#dueMs[at] = dueMs;
  }

  free(at: number): void {
    this.#items[at] = null;
    this.#dueMs[at] = Infinity;
    this.#free.push(at);
  }

  #grow(): void {
    const more = new Float64Array(2 * this.#dueMs.length);
    more.set(this.#dueMs);
    this.#dueMs = more;
  }
}

/** When one item of an agenda is due, until it is cancelled. */
export class Appointment {
  readonly #agenda: Pick<Agenda<unknown>, 'dueMs' | 'set' | 'free'>;
  readonly #at: number;
  #isCancelled = false;

  constructor(agenda: Pick<Agenda<unknown>, 'dueMs' | 'set' | 'free'>, at: number) {
    this.#agenda = agenda;
    this.#at = at;
  }

  get dueMs(): number {
    return this.#isCancelled ? Infinity : this.#agenda.dueMs(this.#at);
  }

  set dueMs(dueMs: number) {
    if (!this.#isCancelled) this.#agenda.set(this.#at, dueMs);
  }

  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#agenda.free(this.#at);
  }
}
