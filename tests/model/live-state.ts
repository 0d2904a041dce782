import { expect } from 'vitest';
import type { Surroundings } from './collector.ts';
import { TIMEOUT_MS } from './driver.ts';
import { INTERVAL_MS } from './plan.ts';

/**
 * How much older than a good answer a heartbeat may be: in quiet times it comes once an interval, and waits for the server that is
 * asked last, which may be late for as long as a time-out; and what is written is written once a second.
 */
export const HEARTBEAT_LAG_MS = 2 * INTERVAL_MS + TIMEOUT_MS + 1_000;

interface LiveRow {
  readonly server_id: number;
  readonly started_at: string;
  readonly last_seen_at: string;
  readonly watched_by: number | null;
}

/** The view is right at this moment: it claims nothing that nobody saw, and what the heartbeat promises. */
export async function expectLiveState({ db, journal }: Surroundings): Promise<void> {
  const rows = await db.$client<LiveRow[]>`
    select l.server_id, l.started_at, l.last_seen_at,
           (select run_id from server_watch w where w.server_id = l.server_id and w.last_ok_at is null) as watched_by
    from server_live_state l join server_state s using (server_id, started_at) where s.ended_at is null`;
  for (const row of rows) {
    const good = journal.polls.filter((poll) => poll.serverId === row.server_id && poll.outcome.ok);
    const seen = new Date(row.last_seen_at).getTime();
    const last = good.at(-1)?.outcome.at.getTime() ?? NaN;
    expect(seen, 'seen later than anybody looked').toBeLessThanOrEqual(last);
    const written = good.findLast((poll) => poll.written)?.outcome.at.getTime() ?? 0;
    expect(seen, 'seen long before').toBeGreaterThanOrEqual(written - HEARTBEAT_LAG_MS);
    const beat = journal.heartbeat;
    if (row.watched_by !== null && row.watched_by === beat?.runId) {
      expect(seen, 'seen before the heartbeat').toBeGreaterThanOrEqual(beat.at.getTime());
    }
  }
}
