import type { Database } from '@rollcall/shared';

/** What `server_hour` says of an hour. */
export interface HourSums {
  readonly watchedSeconds: number;
  readonly upSeconds: number;
  /** Seconds of these in which the number of players was known. */
  readonly countedSeconds: number;
  readonly playerSeconds: number;
  readonly peakPlayers: number | null;
}

export interface HourNotSummed extends HourSums {
  readonly serverId: number;
  readonly hour: Date;
}

interface Row {
  readonly id: number;
  readonly hour: number;
  readonly watched: number;
  readonly up: number;
  readonly counted: number;
  readonly player: number;
  readonly peak: number | null;
}

/**
 * The sums of hours that are not in `server_hour` yet, of servers given as an array literal such as `{1,2}`. From the history itself,
 * as `uptime` counts it; the rows of each server are found by index, from the one that reaches into the window.
 */
export async function hoursNotSummed(
  db: Database,
  ids: string,
  from: Date,
  to: Date,
): Promise<readonly HourNotSummed[]> {
  const [since, until] = [from.toISOString(), to.toISOString()];
  const rows = await db.$client<Row[]>`
    with reach as materialized (
      select v.id, a.status = 'ok' as up, greatest(a.started_at, ${since}) as b, least(a.known_until, ${until}) as e
      from unnest(${ids}::int[]) as v(id) cross join lateral (
        select * from server_reachability_known t where t.server_id = v.id and t.started_at < ${until} and t.started_at >= coalesce(
          (select max(x.started_at) from server_reachability x where x.server_id = v.id and x.started_at <= ${since}), ${since})
        offset 0
      ) as a
    ), states as materialized (
      -- Until when each is known as server_live_state tells it, looked up once a server and not once a row.
      select v.id, s.players, greatest(s.started_at, ${since}) as b,
             least(coalesce(s.ended_at, greatest(s.started_at, coalesce(w.last_ok_at, r.heartbeat_at))), ${until}) as e
      from unnest(${ids}::int[]) as v(id)
      left join server_watch w on w.server_id = v.id
      left join collector_run r on r.id = w.run_id
      cross join lateral (
        select * from server_state t
        where t.server_id = v.id and t.players is not null and t.started_at < ${until} and t.started_at >= coalesce(
          (select max(x.started_at) from server_state x where x.server_id = v.id and x.started_at <= ${since}), ${since})
        offset 0
      ) as s
    ), pieces as (
      select id, b, e, true as reached, up, null::integer as players from reach where e > b
      union all
      select s.id, greatest(s.b, r.b), least(s.e, r.e), false, false, s.players
      from states s join reach r on r.id = s.id and r.up and r.b < s.e and s.b < r.e and s.b < s.e and r.b < r.e
    ), parts as (
      select p.*, h.hour, extract(epoch from least(p.e, h.hour + interval '1 hour') - greatest(p.b, h.hour)) as seconds
      from pieces p cross join lateral generate_series(date_trunc('hour', p.b, 'UTC'), p.e, interval '1 hour') as h(hour)
      where h.hour < p.e
    )
    select id, extract(epoch from hour)::float8 * 1000 as hour,
           coalesce(sum(seconds) filter (where reached), 0)::float8 as watched, coalesce(sum(seconds) filter (where up), 0)::float8 as up,
           coalesce(sum(seconds) filter (where not reached), 0)::float8 as counted, coalesce(sum(players * seconds), 0)::float8 as player,
           max(players) as peak
    from parts group by id, hour`;
  return rows.map((row) => ({
    serverId: row.id,
    hour: new Date(row.hour),
    watchedSeconds: row.watched,
    upSeconds: row.up,
    countedSeconds: row.counted,
    playerSeconds: row.player,
    peakPlayers: row.peak,
  }));
}
