import { closeDatabase, migrate, openDatabase, READER_ROLE, type Database } from '@rollcall/shared';
import {
  ensureLogin,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '@rollcall/shared/embedded-postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sumUpHours, writeBusyHistory } from '../src/testing/busy-history.ts';
import { withoutIndexes } from './without-indexes.ts';

/** People for each server, and how many more of them come than in a quiet fleet: 5 million sessions for 500 servers in 30 days. */
const PLAYERS_A_SERVER = 400;
const BUSTLE = 6.5;
/** The role that the viewer is. */
export const VIEWER = 'bench_viewer';
const GROWING = ['server_player_session', 'server_state', 'player_name', 'steam_user_profile'];

/** A database with a large history that goes on, and who may read it. */
export interface Volume extends AsyncDisposable {
  readonly db: Database;
  /** As its owner. */
  readonly url: string;
  /** With the viewer's rights. */
  readonly readerUrl: string;
}

export interface VolumeOptions {
  readonly servers: number;
  readonly days: number;
  readonly data: string | null;
}

/** Starts a Postgres of its own and fills it, unless `data` holds such a history already. */
export async function openVolume(
  options: VolumeOptions,
  say: (line: string) => void,
): Promise<Volume> {
  const passing = options.data === null ? mkdtempSync(join(tmpdir(), 'rollcall-bench-')) : null;
  const postgres = await startCounting(options.data ?? join(passing ?? '', 'postgres'), say);
  const { url } = postgres;
  await migrate(url);
  const db = openDatabase({ url, applicationName: 'benchmark', max: 2 });
  const [found] = await db.$client<
    { servers: number }[]
  >`select count(*)::int as servers from servers`;
  const kept = found?.servers ?? 0;
  if (kept === 0) await fill(url, options, say);
  else if (kept !== options.servers) throw new Error(`there are ${kept} servers in ${url}`);
  // As if nothing had changed since it was filled.
  await beat(db);
  await sumUpHours(db, new Date());
  await ensureLogin(url, { name: VIEWER, password: VIEWER, memberOf: READER_ROLE });
  const timer = setInterval(() => void beat(db).catch(() => undefined), 1_000);
  return {
    db,
    url,
    readerUrl: withUser(url, VIEWER),
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await closeDatabase(db);
      await postgres.stop();
      if (passing !== null) rmSync(passing, { recursive: true, force: true });
    },
  };
}

/** With the library that counts queries, which has to be there when Postgres starts. */
async function startCounting(
  folder: string,
  say: (line: string) => void,
): Promise<EmbeddedPostgres> {
  const start = () => startEmbeddedPostgres({ durable: false, onNotice: say, folder });
  let postgres = await start();
  if (await setUp(postgres.url)) {
    await postgres.stop();
    postgres = await start();
  }
  return postgres;
}

/** True where Postgres has to be started again. */
async function setUp(url: string): Promise<boolean> {
  const db = openDatabase({ url, applicationName: 'benchmark', max: 1 });
  try {
    await db.$client`create extension if not exists pg_stat_statements`;
    const [row] = await db.$client<{ libraries: string }[]>`
      select current_setting('shared_preload_libraries') as libraries`;
    if (row?.libraries.includes('pg_stat_statements') === true) return false;
    await db.$client`alter system set shared_preload_libraries = 'pg_stat_statements'`;
    await db.$client`alter system set max_wal_size = '8GB'`;
    return true;
  } finally {
    await closeDatabase(db);
  }
}

async function fill(
  url: string,
  { servers, days }: VolumeOptions,
  say: (line: string) => void,
): Promise<void> {
  const beganAt = performance.now();
  const took = () => `${Math.round((performance.now() - beganAt) / 1_000)} s`;
  say(`filling a database with ${servers} servers × ${days} days`);
  const now = new Date();
  const people = { players: servers * PLAYERS_A_SERVER, bustle: BUSTLE };
  // Without triggers, which look up the server and the player of each row.
  const session = { session_replication_role: 'replica', maintenance_work_mem: '512MB' };
  const db = openDatabase({ url, applicationName: 'benchmark', max: 1, session });
  try {
    const { sessions, states } = await withoutIndexes(db, GROWING, async () => {
      const history = await writeBusyHistory(db, { servers, days, now, ...people });
      await sumUpPlayers(db);
      return history;
    });
    say(`${sessions} sessions and ${states} states after ${took()}; summing up the hours`);
    // As autovacuum does sooner or later.
    await db.$client.unsafe('vacuum analyze');
    await sumUpHours(db, now);
    await db.$client.unsafe('vacuum analyze');
    say(`filled after ${took()}`);
  } finally {
    await closeDatabase(db);
  }
}

/** As the triggers would have done. */
async function sumUpPlayers(db: Database): Promise<void> {
  await db.$client`
    insert into player_server_total (player_id, server_id, first_seen_at, last_seen_at, sessions, seconds)
    select player_id, server_id, min(joined_at), max(left_at), count(*), sum(extract(epoch from left_at - joined_at))
    from server_player_session where left_at is not null group by player_id, server_id`;
}

/** What a collector does that finds nothing new. */
async function beat(db: Database): Promise<void> {
  await db.$client`
    update collector_run set heartbeat_at = now() where id = (select max(id) from collector_run)`;
}

function withUser(url: string, name: string): string {
  const changed = new URL(url);
  changed.username = name;
  changed.password = name;
  return changed.href;
}
