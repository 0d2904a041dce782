import { closeDatabase, openDatabase, type Database } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serverHistory } from './server-history.ts';
import { serverMoment } from './server-moment.ts';
import { serverReaches } from './server-reachability.ts';

/** A page's question is two or three statements; none reads more than 5,000. */
const MAX_ROWS = 7_000;
/** The last one to be written. */
const SHOWN = 20;
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);

/** Half a year of sums, 90 days of changes, of 20 servers; the one asked about is the last to be written. */
const SEED = `
  insert into servers (name, host, port) select 'server ' || n, '192.0.2.7', 27015 from generate_series(1, 20) n;
  insert into collector_run (instance, started_at, heartbeat_at) values ('test:1', now() - interval '90 days', now());
  insert into server_watch (server_id, run_id) select id, 1 from servers;
  insert into player (id, last_name, first_seen_at, last_seen_at)
    select 76561197960265728 + n, 'player', now(), now() from generate_series(1, 20000) n;
  insert into server_reachability (server_id, status, started_at, ended_at)
    select s, 'ok', t, t + interval '50 minutes' from generate_series(1, 20) s, generate_series(1, 2000) n,
      lateral (select now() - n * interval '1 hour' as t) as e;
  insert into server_state (server_id, started_at, ended_at, players)
    select s, t, t + interval '9 minutes', n % 9 from generate_series(1, 20) s, generate_series(1, 6000) n,
      lateral (select now() - n * interval '10 minutes' as t) as e;
  insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
    select 20, 76561197960265728 + n, t, t + interval '30 minutes', t + interval '30 minutes', 'left', 'a name'
    from generate_series(1, 20000) n, lateral (select now() - n * interval '2 minutes' as t) as e;
  insert into server_hour select s, date_trunc('hour', now()) - n * interval '1 hour', 3600, 3600, 3600, 7200, 5, 3
    from generate_series(1, 20) s, generate_series(1, 4464) n;
  update history_mark set summed_until = date_trunc('hour', now());
  analyze;`;

/** What this connection has read and not yet told others of. */
async function rowsRead(db: Database): Promise<number> {
  const [read] = await db.$client<{ rows: number }[]>`
    select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables`;
  return read?.rows ?? 0;
}

type Question = (db: Database) => Promise<unknown>;

const QUESTIONS: readonly (readonly [string, Question])[] = [
  ...[24, 168, 720, 4_464].flatMap((hours): (readonly [string, Question])[] => [
    [
      `how many were on in ${hours} hours`,
      (db) => serverHistory(db, SHOWN, hoursAgo(hours), hoursAgo(0)),
    ],
    [
      `when it answered in ${hours} hours`,
      (db) => serverReaches(db, SHOWN, hoursAgo(hours), hoursAgo(0)),
    ],
  ]),
  ['who was on just now', (db) => serverMoment(db, SHOWN, hoursAgo(0.01))],
  ['who was on two weeks ago', (db) => serverMoment(db, SHOWN, hoursAgo(333))],
  ['who was on half a year ago', (db) => serverMoment(db, SHOWN, hoursAgo(4_400))],
];

describe('with a long history of many servers', () => {
  let test: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    test = await createTestDatabase();
    await test.db.$client.unsafe(SEED);
    const session = { max_parallel_workers_per_gather: '0' };
    db = openDatabase({ url: test.readerUrl, applicationName: 'rows', max: 1, session });
  });
  afterAll(async () => {
    await closeDatabase(db);
    await test[Symbol.asyncDispose]();
  });

  it.each(QUESTIONS)('reads few rows to tell %s', async (_, question) => {
    await db.$client.unsafe('begin');
    const before = await rowsRead(db);
    await question(db);
    const rows = (await rowsRead(db)) - before;
    await db.$client.unsafe('rollback');
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(MAX_ROWS);
  });
});
