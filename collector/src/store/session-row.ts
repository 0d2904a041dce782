import type { EndReason } from '@rollcall/shared/schema';
import type { PingRange } from '../reconcile/change.ts';
import type { ClosedSession } from '../reconcile/history.ts';

/** A closed session as a query of ours returns it: the driver leaves 64-bit numbers and times as texts. */
export interface ClosedRow {
  readonly player_id: string;
  readonly joined_at: string;
  readonly left_at: string;
  readonly last_seen_at: string | null;
  readonly end_reason: EndReason;
  readonly name: string;
  readonly min_ping: number | null;
  readonly max_ping: number | null;
}

export function closedSession(row: ClosedRow): ClosedSession {
  return {
    playerId: BigInt(row.player_id),
    joinedAt: new Date(row.joined_at),
    leftAt: new Date(row.left_at),
    lastSeenAt: new Date(row.last_seen_at ?? row.left_at),
    reason: row.end_reason,
    name: row.name,
    ping: pingRange(row.min_ping, row.max_ping),
  };
}

export function pingRange(min: number | null, max: number | null): PingRange | null {
  return min === null || max === null ? null : { min, max };
}
