import type { Census } from '../poll/census.ts';
import { createSpread, type Spread } from '../poll/spread.ts';
import { createStats, type PollStats } from '../poll/stats.ts';

/** What has become of changes since the process began. */
export interface WriteStats {
  /** Changes handed to the writer. */
  pushed: number;
  /** Changes given up because too many waited. */
  lost: number;
  /** Times that the database refused what a server's history was to become. */
  refused: number;
  /** Times that writing began to fail. */
  outages: number;
  /** Changes in a batch. */
  readonly batch: Spread;
  /** From the oldest change of a batch until it was stored, seconds. */
  readonly lag: Spread;
}

/** A run as it is now. */
export interface RunVitals {
  census(): Census;
  polls(): { readonly busy: number; readonly waiting: number };
  /** Changes that wait to be written. */
  pending(): number;
  /** Since when the oldest of them waits, monotonic; null where none does. */
  waitingSinceMs(): number | null;
  /** Since when nothing can be written, monotonic; null while it can. */
  failingSinceMs(): number | null;
  /** When the database last answered, monotonic; null where it never did. */
  heardMs(): number | null;
  /** Whether it answered the last question. */
  databaseUp(): boolean;
  /** How many collectors live on the database, this one included; null while it is away. */
  collectors(): number | null;
  mayPoll(): boolean;
}

/** How this collector is: counted as it goes on, and read when somebody asks. */
export interface Vitals {
  readonly polls: PollStats;
  readonly writes: WriteStats;
  /** When the loop last went round, monotonic; null while nothing is polled. */
  tickedMs: number | null;
  /** Runs begun: more than one where another collector had to take over. */
  runs: number;
  /** Null while the database is waited for. */
  run: RunVitals | null;
  /** Since when there has been no run, monotonic. */
  idleSinceMs: number;
}

const CHANGES = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000] as const;
const SECONDS = [0.25, 0.5, 1, 1.5, 2, 3, 5, 10, 30, 60, 300] as const;

export function createVitals(nowMs: number): Vitals {
  return {
    polls: createStats(),
    writes: {
      pushed: 0,
      lost: 0,
      refused: 0,
      outages: 0,
      batch: createSpread(CHANGES),
      lag: createSpread(SECONDS),
    },
    tickedMs: null,
    runs: 0,
    run: null,
    idleSinceMs: nowMs,
  };
}
