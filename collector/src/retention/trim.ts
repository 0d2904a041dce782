import type { Database } from '@rollcall/shared';
import { paced, Portion, type Pace } from './pace.ts';

const DAY_MS = 86_400_000;
/** The last day is drawn from single rows, and whoever left a moment ago may turn out to be still there. */
const LEAST_DAYS = 1;
/** More than that is for ever, and no date that Postgres knows. */
const EVER_DAYS = 365_000;

/** Days; 0 = for ever. */
export interface Retention {
  /** `LIVE_STATE_HISTORY_DAYS`: states, reachability and the runs of collectors. */
  readonly stateDays: number;
  /** `SESSION_HISTORY_DAYS`: closed sessions. */
  readonly sessionDays: number;
}

/** How many rows were deleted. */
export interface Trimmed {
  readonly states: number;
  readonly sessions: number;
  readonly runs: number;
}

/**
 * Deletes what ended longer ago than it is to be kept, as far as it is summed up, in small statements. Can be interrupted anywhere and
 * done again.
 */
export async function trim(
  db: Database,
  retention: Retention,
  now: Date,
  pace: Pace,
  signal: AbortSignal,
): Promise<Trimmed> {
  const statesBefore = keptSince(retention.stateDays, now);
  const sessionsBefore = keptSince(retention.sessionDays, now);
  const sql = db.$client;
  const states = await trimTable(
    statesBefore,
    (before, from, rows) => sql<Step[]>`
      select deleted, next_server as next from rollcall_trim_states(${before}, ${from}, ${rows})`,
    pace,
    signal,
  );
  const sessions = await trimTable(
    sessionsBefore,
    (before, from, rows) => sql<Step[]>`
      select deleted, next_server as next from rollcall_trim_sessions(${before}, ${from}, ${rows})`,
    pace,
    signal,
  );
  await trimTable(
    sessionsBefore,
    (_, from, rows) => sql<Step[]>`
      select deleted, next_server as next from rollcall_trim_player_hours(${from}, ${rows})`,
    pace,
    signal,
  );
  const runs = await trimTable(
    statesBefore,
    (before) => sql<Step[]>`
      select deleted, case when deleted > 0 then 0 end as next from rollcall_trim_runs(${before}) as deleted`,
    pace,
    signal,
  );
  return { states, sessions, runs };
}

interface Step {
  readonly deleted: number;
  /** Where to go on; null = done. */
  readonly next: number | null;
}

async function trimTable(
  before: Date | null,
  statement: (before: string, from: number, rows: number) => Promise<readonly Step[]>,
  pace: Pace,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0;
  const rows = new Portion(pace.rows, pace.aimMs);
  for (let from: number | null = before === null ? null : 0; from !== null && before !== null;) {
    const start: number = from;
    const ask = () => statement(before.toISOString(), start, rows.size);
    const [step] = await paced(pace, signal, ask, rows);
    deleted += step?.deleted ?? 0;
    from = step?.next ?? null;
  }
  return deleted;
}

function keptSince(days: number, now: Date): Date | null {
  return days === 0 || days > EVER_DAYS
    ? null
    : new Date(now.getTime() - Math.max(days, LEAST_DAYS) * DAY_MS);
}
