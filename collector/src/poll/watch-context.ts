import type { Logger } from '@rollcall/shared';
import type { Driver } from '../drivers/driver.ts';
import type { Change } from '../reconcile/change.ts';
import type { ClosedSession, Rules } from '../reconcile/history.ts';
import type { Agenda } from './agenda.ts';
import type { Clock } from './clock.ts';
import type { Deadlines } from './deadline.ts';
import type { HeldSlots } from './held-slot.ts';
import type { Lanes } from './lanes.ts';
import type { PollStats } from './stats.ts';

/** What all watches share. */
export interface WatchContext {
  readonly driverFor: (protocol: string) => Driver;
  readonly lanes: Lanes;
  readonly intervalMs: number;
  /** What a poll may take. */
  readonly timeoutMs: number;
  readonly rules: Rules;
  readonly clock: Clock;
  /** At least 0 and below 1. */
  readonly random: () => number;
  readonly push: (changes: readonly Change[]) => void;
  /** The newest closed session of each of these players on the server, after everything pushed before has been written. */
  readonly lookUp: (
    serverId: number,
    playerIds: readonly bigint[],
  ) => Promise<ReadonlyMap<bigint, ClosedSession | null>>;
  readonly stats: PollStats;
  readonly log: Logger;
}

/** What tells all watches when something is to be done. */
export interface WatchTimes {
  readonly deadlines: Deadlines;
  readonly slots: HeldSlots;
  readonly agenda: Agenda<{ tick(nowMs: number): void }>;
}
