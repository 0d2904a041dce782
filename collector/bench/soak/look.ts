import type { Database } from '@rollcall/shared';
import { parseMetrics } from './parse-metrics.ts';

/** How collector and database are at one moment. */
export interface Look {
  readonly minute: number;
  readonly residentBytes: number;
  readonly heapUsedBytes: number;
  readonly handles: number;
  /** Rounds of the poll loop so far by how late they began at most, seconds; with `Infinity` all of them. */
  readonly rounds: ReadonlyMap<number, number>;
  /** The sum of their delays. */
  readonly lateSeconds: number;
  readonly polls: number;
  readonly queueChanges: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  /** Rows of the history: states, reachability, sessions. */
  readonly rows: number;
}

export async function look(metricsUrl: string, db: Database, minute: number): Promise<Look> {
  const metrics = parseMetrics(await (await fetch(metricsUrl)).text());
  const value = (series: string) => metrics.get(series) ?? NaN;
  const [size] = await db.$client<{ tables: string; indexes: string; rows: string }[]>`
    select sum(pg_table_size(oid))::text as tables, sum(pg_indexes_size(oid))::text as indexes,
      ((select count(*) from server_state) + (select count(*) from server_reachability)
        + (select count(*) from server_player_session))::text as rows
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
  return {
    minute,
    residentBytes: value('process_resident_memory_bytes'),
    heapUsedBytes: value('nodejs_heap_size_used_bytes'),
    handles: value('process_open_fds'),
    rounds: roundsBelow(metrics),
    lateSeconds: value('rollcall_collector_round_delay_seconds_sum'),
    polls: value('rollcall_collector_polls_total{outcome="ok"}'),
    queueChanges: value('rollcall_collector_queue_changes'),
    tableBytes: Number(size?.tables),
    indexBytes: Number(size?.indexes),
    rows: Number(size?.rows),
  };
}

function roundsBelow(metrics: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const begin = 'rollcall_collector_round_delay_seconds_bucket{le="';
  const buckets = [...metrics].filter(([series]) => series.startsWith(begin));
  return new Map(
    buckets.map(([series, count]) => {
      const bound = series.slice(begin.length, -'"}'.length);
      return [bound === '+Inf' ? Infinity : Number(bound), count];
    }),
  );
}
