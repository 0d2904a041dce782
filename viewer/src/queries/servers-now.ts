import type { Database } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { PendingQuery } from 'postgres';
import { dateOf } from './moments.ts';

/** What is known of a server at this moment. Ages are seconds before the database's now. */
export interface ServerNow {
  readonly id: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  /** Null when no state goes on, or where the server does not tell. */
  readonly players: number | null;
  readonly maxPlayers: number | null;
  readonly bots: number | null;
  readonly map: string | null;
  readonly hibernating: boolean | null;
  /** Null when the server has never answered. */
  readonly lastSeenAge: number | null;
  readonly lastSeenAt: Date | null;
  /** Null when it was never polled. */
  readonly status: ReachabilityStatus | null;
  readonly statusSince: Date | null;
}

/** A server as its row comes; times in seconds since 1970. */
interface Row extends Omit<ServerNow, 'lastSeenAge' | 'lastSeenAt' | 'statusSince'> {
  readonly now: number;
  readonly lastSeen: number | null;
  readonly statusSince: number | null;
}

/** All servers of the registry as they are now, in no particular order. */
export function fleetNow(db: Database): Promise<readonly ServerNow[]> {
  return serversNow(db, db.$client``);
}

/** One server as it is now; null if there is none, or if it was removed. */
export async function serverNow(db: Database, id: number): Promise<ServerNow | null> {
  const [server] = await serversNow(db, db.$client`and v.id = ${id}`);
  return server ?? null;
}

// One current row each, found by partial unique indexes; history is not touched. Asked so often that it is prepared: to plan five joins
// takes as long as to run them. When a server was last seen is what `server_live_state.last_seen_at` says, also where no state goes on.
async function serversNow(db: Database, which: PendingQuery<Row[]>): Promise<ServerNow[]> {
  const rows = await db.$client<Row[]>`
    select v.id, v.name, v.host, v.port, v.protocol, v.group_label as "groupLabel", v.enabled,
           s.players, s.max_players as "maxPlayers", s.bots, s.map, s.hibernating,
           date_part('epoch', greatest(s.started_at, coalesce(w.last_ok_at, r.heartbeat_at))) as "lastSeen",
           a.status, date_part('epoch', a.started_at) as "statusSince", date_part('epoch', now()) as now
    from servers v
    left join server_state s on s.server_id = v.id and s.ended_at is null
    left join server_reachability a on a.server_id = v.id and a.ended_at is null
    left join server_watch w on w.server_id = v.id
    left join collector_run r on r.id = w.run_id
    where v.removed_at is null ${which}`;
  return rows.map(serverOf);
}

// Column by column: for hundreds of rows that takes a third of what taking some of them out of the rest does.
const serverOf = (row: Row): ServerNow => ({
  id: row.id,
  name: row.name,
  host: row.host,
  port: row.port,
  protocol: row.protocol,
  groupLabel: row.groupLabel,
  enabled: row.enabled,
  players: row.players,
  maxPlayers: row.maxPlayers,
  bots: row.bots,
  map: row.map,
  hibernating: row.hibernating,
  lastSeenAge: row.lastSeen === null ? null : row.now - row.lastSeen,
  lastSeenAt: dateOf(row.lastSeen),
  status: row.status,
  statusSince: dateOf(row.statusSince),
});
