import type { Database } from '@rollcall/shared';
import type { ClosedSession } from '../reconcile/history.ts';
import { arrayLiteral } from './array-literal.ts';
import { closedSession, type ClosedRow } from './session-row.ts';

/** The newest closed session of each of these players on the server; null for who has none. */
export async function loadClosed(
  db: Database,
  serverId: number,
  playerIds: readonly bigint[],
): Promise<Map<bigint, ClosedSession | null>> {
  const found = new Map<bigint, ClosedSession | null>(playerIds.map((id) => [id, null]));
  if (found.size === 0) return found;
  const rows = await db.$client<ClosedRow[]>`
    select s.player_id, s.joined_at, s.left_at, s.last_seen_at, s.end_reason, s.min_ping, s.max_ping,
           p.last_name as name
    from unnest(${arrayLiteral([...found.keys()])}::bigint[]) as wanted(id)
    join player p on p.id = wanted.id
    cross join lateral (
      select * from server_player_session c
      where c.player_id = wanted.id and c.server_id = ${serverId} and c.left_at is not null
      order by c.joined_at desc limit 1
    ) s`;
  for (const row of rows) found.set(BigInt(row.player_id), closedSession(row));
  return found;
}
