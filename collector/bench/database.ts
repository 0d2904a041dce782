import { openDatabase, type Database } from '@rollcall/shared';
import { family, parentOf, cpuMicroseconds } from '../../shared/bench/process-cost.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { StoredSession } from './compare.ts';

export const NAME_PREFIX = 'bench ';

/** The database as the benchmark looks at it, over one connection. */
export class BenchDatabase implements AsyncDisposable {
  readonly db: Database;
  readonly #ownPids: Set<number>;
  readonly #postmaster: number;
  /** When each open session was seen first. */
  readonly #rowAtMs = new Map<string, number>();
  #watching: Promise<void> = Promise.resolve();

  private constructor(db: Database, ownPid: number) {
    this.db = db;
    this.#ownPids = new Set([ownPid]);
    this.#postmaster = parentOf(ownPid);
  }

  static async open(url: string): Promise<BenchDatabase> {
    const db = openDatabase({ url, applicationName: 'benchmark', max: 1 });
    const [row] = await db.$client<{ pid: number }[]>`select pg_backend_pid() as pid`;
    return new BenchDatabase(db, row?.pid ?? 0);
  }

  /** CPU time of each process of Postgres but the benchmark's own. */
  cpu(): ReadonlyMap<number, number> {
    const pids = family(this.#postmaster).filter((pid) => !this.#ownPids.has(pid));
    return new Map(pids.map((pid) => [pid, cpuMicroseconds(pid)]));
  }

  /** Bytes written to the log so far. */
  async walBytes(): Promise<number> {
    const [row] = await this.db.$client<{ bytes: string }[]>`
      select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as bytes`;
    return Number(row?.bytes);
  }

  /** Where the log ends, as Postgres writes it. */
  async walEnd(): Promise<string> {
    const [row] = await this.db.$client<{ lsn: string }[]>`
      select pg_current_wal_insert_lsn()::text as lsn`;
    return row?.lsn ?? '0/0';
  }

  async connections(): Promise<number> {
    const [row] = await this.db.$client<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where application_name like 'rollcall%'`;
    return row?.n ?? 0;
  }

  /**
   * After each checkpoint Postgres logs whole the pages that change first: 8 KiB at a time, a few times an hour in production and at any
   * moment of a benchmark, which would measure nothing else.
   */
  async leaveOutFullPages(): Promise<void> {
    await this.db.$client`alter system set full_page_writes = off`;
    await this.db.$client`select pg_reload_conf()`;
  }

  /**
   * What autovacuum would do at some moment of the benchmark; and what it would do because of that, for ANALYZE replaces all rows of
   * its catalog.
   */
  async tidyUp(): Promise<void> {
    await this.db.$client`vacuum analyze`;
    await this.db.$client`vacuum pg_catalog.pg_statistic, pg_catalog.pg_class`;
  }

  /** Nobody has to ask Steam for them any more. */
  async storeProfiles(playerIds: readonly bigint[]): Promise<void> {
    await this.db.$client`
      insert into steam_user_profile (steam_id_64, persona_name, fetched_at)
      select id::bigint, 'known', now() from unnest(string_to_array(${playerIds.join(',')}, ',')) as id
      where id <> ''`;
  }

  /** Notes when sessions appear, from now on. */
  async watchSessions(): Promise<void> {
    // A connection of its own, which Postgres' share does not count either.
    await this.db.$client.listen('rollcall_changes', (servers) => {
      this.#watching = this.#watching.then(() => this.#noteOpen(servers));
    });
    const rows = await this.db.$client<{ pid: number }[]>`
      select pid from pg_stat_activity where application_name = 'benchmark'`;
    for (const { pid } of rows) this.#ownPids.add(pid);
  }

  async #noteOpen(servers: string): Promise<void> {
    const ids = servers === '*' ? null : servers;
    const rows = await this.db.$client<{ key: string }[]>`
      select server_id || '/' || player_id || '/' || extract(epoch from joined_at)::text as key
      from server_player_session
      where left_at is null
        and (${ids}::text is null or server_id = any(string_to_array(${ids}::text, ',')::int[]))`;
    const nowMs = Date.now();
    for (const { key } of rows) {
      if (!this.#rowAtMs.has(key)) this.#rowAtMs.set(key, nowMs);
    }
  }

  /** Waits until what was written late into the past is summed up: who is there at the start came within the hour before. */
  async summedUp(): Promise<void> {
    for (;;) {
      const [row] = await this.db.$client<{ stale: number }[]>`
        select count(*)::int as stale from server_hour_stale`;
      if (row?.stale === 0) return;
      await delay(250);
    }
  }

  /** All sessions of the simulated servers but those that ended before `fromMs`; rows that came before `sinceMs` have no time. */
  async sessions(fromMs: number, sinceMs: number): Promise<readonly StoredSession[]> {
    await this.#watching;
    const rows = await this.db.$client<
      { name: string; player: string; joined: number; left: number | null; key: string }[]
    >`
      select s.name, t.player_id::text as player, t.server_id || '/' || t.player_id || '/' || extract(epoch from t.joined_at)::text as key,
        (extract(epoch from t.joined_at) * 1000)::float8 as joined, (extract(epoch from t.left_at) * 1000)::float8 as left
      from server_player_session t join servers s on s.id = t.server_id
      where s.name like ${`${NAME_PREFIX}%`} and (t.left_at is null or t.left_at >= ${new Date(fromMs).toISOString()})`;
    return rows.map((row) => ({
      server: Number(row.name.slice(NAME_PREFIX.length)),
      playerId: BigInt(row.player),
      joinedAtMs: row.joined,
      leftAtMs: row.left,
      rowAtMs: row.joined < sinceMs ? null : (this.#rowAtMs.get(row.key) ?? null),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.db.$client.end({ timeout: 1 });
  }
}

/** What processes have used between two looks; those that ended in between are left out. */
export function spent(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  let sum = 0;
  for (const [pid, used] of after) sum += Math.max(0, used - (before.get(pid) ?? 0));
  return sum;
}
