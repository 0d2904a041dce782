import type { Database } from '@rollcall/shared';

/** The most players that were on at one moment, all servers together. */
export interface FleetPeak {
  /** Null when nobody watched. */
  readonly peak: {
    readonly players: number;
    readonly at: Date;
    /** Of how many servers the number was known then. */
    readonly servers: number;
  } | null;
  /** How long the number of at least one server was known. */
  readonly knownSeconds: number;
}

interface Row {
  readonly players: number | null;
  readonly servers: number | null;
  readonly at: number | null;
  readonly known: number;
}

/**
 * The peak between two times: every change of every server in that time is looked at, so it should be short. Who removes a server
 * does not take its players out of the past.
 */
export async function fleetPeak(db: Database, from: Date, to: Date): Promise<FleetPeak> {
  const [since, until] = [from.toISOString(), to.toISOString()];
  const [row] = await db.$client<Row[]>`
    -- Until when each is known as server_live_state tells it, looked up once a server and not once a row.
    with pieces as materialized (
      select s.players, greatest(s.started_at, ${since}) as b,
             least(coalesce(s.ended_at, greatest(s.started_at, coalesce(w.last_ok_at, r.heartbeat_at))), ${until}) as e
      from servers v
      left join server_watch w on w.server_id = v.id
      left join collector_run r on r.id = w.run_id
      cross join lateral (
        select * from server_state t
        where t.server_id = v.id and t.started_at < ${until} and t.started_at >= coalesce(
          (select max(x.started_at) from server_state x where x.server_id = v.id and x.started_at <= ${since}), ${since})
        offset 0
      ) as s
      where s.players is not null and (v.removed_at is null or v.removed_at > ${since})
    ), steps as (
      select at, sum(players) as players, sum(servers) as servers
      from (
        select b as at, players, 1 as servers from pieces where e > b
        union all
        select e, -players, -1 from pieces where e > b
      ) as s group by at
    ), levels as (
      select at, sum(players) over w as players, sum(servers) over w as servers, lead(at) over w as next
      from steps window w as (order by at)
    )
    select p.players::int, p.servers::int, extract(epoch from p.at)::float8 * 1000 as at, k.known::float8 as known
    from (select coalesce(sum(extract(epoch from next - at)), 0) as known from levels where servers > 0) as k
    left join (select * from levels where servers > 0 order by players desc, at limit 1) as p on true`;
  if (row === undefined) return { peak: null, knownSeconds: 0 };
  const { players, servers, at, known } = row;
  const peak =
    players === null || servers === null || at === null
      ? null
      : { players, servers, at: new Date(at) };
  return { peak, knownSeconds: known };
}
