import type { Recorded } from './messages.ts';

/** Counts what comes in, and when. */
export class Recorder {
  readonly #intervalMs: number;
  readonly #lastMs: Float64Array;
  readonly #pollsOf: Uint32Array;
  readonly #connectionsOf: Uint16Array;
  #deviationsMs: number[] = [];
  #tenths = new Map<number, number>();
  #polls = 0;
  #answerBytes = 0;
  #mostConnections = 0;
  floorPolls = 0;
  joins = 0;
  leaves = 0;

  constructor(servers: number, intervalMs: number) {
    this.#intervalMs = intervalMs;
    this.#lastMs = new Float64Array(servers);
    this.#pollsOf = new Uint32Array(servers);
    this.#connectionsOf = new Uint16Array(servers);
  }

  begin(): void {
    this.#deviationsMs = [];
    this.#tenths = new Map();
    this.#polls = 0;
    this.#answerBytes = 0;
    this.#mostConnections = Math.max(0, ...this.#connectionsOf);
    this.floorPolls = 0;
    this.joins = 0;
    this.leaves = 0;
  }

  poll(server: number, answerBytes: number): void {
    const nowMs = performance.timeOrigin + performance.now();
    const lastMs = this.#lastMs[server] ?? 0;
    this.#lastMs[server] = nowMs;
    if (lastMs > 0) this.#deviationsMs.push(nowMs - lastMs - this.#intervalMs);
    const tenth = Math.floor(nowMs / 100);
    this.#tenths.set(tenth, (this.#tenths.get(tenth) ?? 0) + 1);
    this.#pollsOf[server] = (this.#pollsOf[server] ?? 0) + 1;
    this.#polls += 1;
    this.#answerBytes += answerBytes;
  }

  /** A server that was silent begins anew. */
  forgetTime(server: number): void {
    this.#lastMs[server] = 0;
  }

  connected(server: number): void {
    const open = (this.#connectionsOf[server] ?? 0) + 1;
    this.#connectionsOf[server] = open;
    this.#mostConnections = Math.max(this.#mostConnections, open);
  }

  disconnected(server: number): void {
    this.#connectionsOf[server] = (this.#connectionsOf[server] ?? 1) - 1;
  }

  recorded(): Recorded {
    return {
      polls: this.#polls,
      floorPolls: this.floorPolls,
      answerBytes: this.#answerBytes,
      deviationsMs: Float64Array.from(this.#deviationsMs),
      tenths: this.#tenths,
      fewestPolls: Math.min(...this.#pollsOf),
      mostConnections: this.#mostConnections,
      connections: this.#connectionsOf.reduce((sum, open) => sum + open, 0),
      joins: this.joins,
      leaves: this.leaves,
    };
  }
}
