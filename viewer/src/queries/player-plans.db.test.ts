import type { Database } from '@rollcall/shared';
import { createTestDatabase, type TestDatabase } from '@rollcall/shared/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { costOf } from '../testing/cost.ts';
import { findPlayers } from './find-players.ts';
import { playerCompany } from './player-company.ts';
import { playerPlaytime } from './player-playtime.ts';
import { playerSessions } from './player-sessions.ts';
import { playerTimes } from './player-times.ts';
import { knownPlayer, playerNames } from './player.ts';
import { recentPlayers } from './recent-players.ts';

/** What a page may read at most. */
const MAX_ROWS = 5_000;
/** Who is always on, on the busiest server, and has had 6,000 names. */
const REGULAR = '76561197960265729';
/** Small tables may be read whole. */
const LARGE = [
  'player',
  'player_name_seen',
  'server_player_session',
  'player_server_total',
  'steam_user_profile',
];

/** 30,000 names, 60,000 sessions, half of them on one server; written as it is, for the triggers would take a minute. */
async function seedVolume(db: Database) {
  await db.$client.unsafe(`
    set session_replication_role = replica;
    insert into servers (name, host, port) select 'server ' || n, '192.0.2.7', 27015 from generate_series(1, 20) n;
    insert into collector_run (instance, started_at, heartbeat_at) values ('test:1', now() - interval '31 days', now());
    insert into server_watch (server_id, run_id) select id, 1 from servers;
    insert into player (id, last_name, first_seen_at, last_seen_at)
      select 76561197960265728 + n, 'player ' || n, now() - interval '30 days', now() - n * interval '1 minute' from generate_series(1, 24000) n;
    insert into player_name_seen select id, last_name, first_seen_at, last_seen_at from player;
    insert into player_name_seen select ${REGULAR}, 'ever new ' || n, now() - n * interval '1 minute', now() - n * interval '1 minute' from generate_series(1, 6000) n;
    insert into steam_user_profile select id, 'persona ' || id % 1000, null, now() from player where id % 3 = 0;
    insert into server_player_session (server_id, player_id, joined_at, left_at, last_seen_at, end_reason, name_at_join)
      select case n % 2 when 0 then 1 else 2 + n % 19 end, 76561197960265728 + case n % 10 when 0 then 1 else 2 + n * 7919 % 23000 end, t, t + interval '50 minutes', t + interval '50 minutes', 'left', 'a name'
      from generate_series(1, 60000) n, lateral (select now() - interval '30 days' + n * interval '43 seconds' as t) e;
    insert into player_server_total
      select player_id, server_id, min(joined_at), max(left_at), count(*), sum(extract(epoch from left_at - joined_at)) from server_player_session group by 1, 2;
    update server_player_session set left_at = null, last_seen_at = null, end_reason = null
      where left_at > now() - interval '3 minutes' and (player_id <> ${REGULAR} or left_at > now() - interval '1 minute');
    set session_replication_role = origin`);
}

type Questions = readonly (readonly [string, (db: Database) => Promise<unknown>])[];

const SEARCHES: Questions = [
  ['a name of few', (db) => findPlayers(db, 'er 1234', null)],
  ['a name of all', (db) => findPlayers(db, 'player', null)],
  ['a name of all, further on', (db) => findPlayers(db, 'player', '0-1790000000000000-5')],
  ['a name of nobody', (db) => findPlayers(db, 'xyzzy', null)],
  ['one letter', (db) => findPlayers(db, 'p', null)],
  ['a name on Steam', (db) => findPlayers(db, 'persona 77', null)],
];

const OF_ONE: Questions = [
  ['who it is', (db) => knownPlayer(db, REGULAR)],
  ['every name', (db) => playerNames(db, REGULAR)],
  ['the playtime', (db) => playerPlaytime(db, REGULAR)],
  ['the newest sessions', (db) => playerSessions(db, REGULAR, null)],
  ['sessions further on', (db) => playerSessions(db, REGULAR, '1790000000000000-5')],
  ['the times of play', (db) => playerTimes(db, REGULAR)],
  ['with whom', (db) => playerCompany(db, REGULAR)],
  ['who left the busiest server last', (db) => recentPlayers(db, 1)],
];

describe('with 60,000 sessions, 6,000 of one player', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await seedVolume(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it.each(SEARCHES)('reads few rows, by index, to tell %s, before the tables are analyzed', check);

  describe('when the tables are analyzed', () => {
    beforeAll(async () => {
      await test.db.$client`analyze`;
    });
    it.each([...SEARCHES, ...OF_ONE])('reads few rows, by index, to tell %s', check);
  });

  async function check(_: string, question: (db: Database) => Promise<unknown>) {
    const { rows, whole } = await costOf(test.url, question);
    expect(whole.filter((table) => LARGE.includes(table))).toEqual([]);
    expect(rows).toBeLessThan(MAX_ROWS);
  }

  it('would notice a table that is read whole', async () => {
    const all = (db: Database) => db.$client`select count(name_key(name)) from player_name_seen`;
    expect(await costOf(test.url, all)).toEqual({ rows: 30_000, whole: ['player_name_seen'] });
  });
});
