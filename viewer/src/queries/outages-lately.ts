import type { Database } from '@rollcall/shared';
import { serverReachability, servers, type ReachabilityStatus } from '@rollcall/shared/schema';
import { and, desc, eq, gt, isNull, ne, sql } from 'drizzle-orm';

/** A stretch in which a server did not answer, whatever the reasons were. */
export interface Outage {
  readonly serverId: number;
  readonly serverName: string;
  /** With the number it names the server, also among those of other installations. */
  readonly serverCreatedAt: Date;
  /** The first reason. */
  readonly status: ReachabilityStatus;
  readonly startedAt: Date;
  /** Null = no end has been seen. */
  readonly endedAt: Date | null;
  /** Where no end has been seen: until when somebody asked. */
  readonly knownUntil: Date | null;
}

const MAX_ROWS = 300;
/** One poll that failed is no outage. */
const SHORTEST_MS = 60_000;

const row = serverReachability;

/** Outages of a minute or more that began in the last 30 days, the newest first; of one server, or of all. */
export async function outagesLately(
  db: Database,
  serverId: number | null,
): Promise<readonly Outage[]> {
  // A change of the reason begins another row: this one goes on with the outage of the row before.
  const continues = sql<boolean>`coalesce((
    select b.status <> 'ok' and b.ended_at = ${row.startedAt} from ${row} b
    where b.server_id = ${row.serverId} and b.started_at < ${row.startedAt}
    order by b.started_at desc limit 1), false)`;
  const knownUntil = sql`case when ${row.endedAt} is null then (
    select k.known_until from server_reachability_known k
    where k.server_id = ${row.serverId} and k.started_at = ${row.startedAt}) end`;
  const rows = await db
    .select({
      serverId: row.serverId,
      serverName: servers.name,
      serverCreatedAt: servers.createdAt,
      status: row.status,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      knownUntil: sql<Date | null>`${knownUntil}`.mapWith(row.startedAt),
      long: sql<boolean>`coalesce(${row.endedAt}, ${knownUntil}) - ${row.startedAt} >= interval '1 minute'`,
      continues,
    })
    .from(row)
    .innerJoin(servers, eq(servers.id, row.serverId))
    .where(
      and(
        ne(row.status, sql`'ok'`),
        gt(row.startedAt, sql`now() - interval '30 days'`),
        isNull(servers.removedAt),
        serverId === null ? undefined : eq(row.serverId, serverId),
      ),
    )
    .orderBy(desc(row.startedAt), row.serverId)
    .limit(MAX_ROWS);
  return merged(rows.reverse()).reverse();
}

interface ReachRow extends Outage {
  readonly long: boolean;
  readonly continues: boolean;
}

/** Rows that go on with each other as one; what began before the first row is not told, for its beginning is not known. */
function merged(rows: readonly ReachRow[]): Outage[] {
  const last = new Map<number, { -readonly [Key in keyof ReachRow]: ReachRow[Key] }>();
  const outages: ReachRow[] = [];
  for (const next of rows) {
    const known = last.get(next.serverId);
    if (!next.continues) {
      const begun = { ...next };
      last.set(next.serverId, begun);
      outages.push(begun);
    } else if (known !== undefined) {
      known.endedAt = next.endedAt;
      known.knownUntil = next.knownUntil;
      known.long ||= next.long || lastsLong(known.startedAt, next.endedAt ?? next.knownUntil);
    }
  }
  return outages.filter(({ long }) => long);
}

function lastsLong(from: Date, to: Date | null): boolean {
  return to !== null && to.getTime() - from.getTime() >= SHORTEST_MS;
}
