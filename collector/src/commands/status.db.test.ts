import type { Database } from '@rollcall/shared';
import {
  collectorRun,
  player,
  serverPlayerSession,
  serverReachability,
  servers,
  serverState,
  serverWatch,
  type ReachabilityStatus,
} from '@rollcall/shared/schema';
import { createTestDatabase } from '@rollcall/shared/testing';
import { expect, it } from 'vitest';
import { rollcall } from './testing/cli.ts';

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);

async function seedRun(db: Database, heartbeatAgo: number, stoppedAt: Date | null = null) {
  const [run] = await db
    .insert(collectorRun)
    .values({
      instance: 'box:1\x1b[2J',
      startedAt: ago(7_300),
      heartbeatAt: ago(heartbeatAgo),
      stoppedAt,
    })
    .returning({ id: collectorRun.id });
  return run?.id ?? 0;
}

interface Seed {
  readonly name: string;
  readonly enabled?: boolean;
  readonly status?: ReachabilityStatus;
  readonly detail?: string;
  readonly players?: number;
  readonly map?: string;
  readonly lastOkAt?: Date | null;
}

async function seedServer(db: Database, runId: number, seed: Seed): Promise<number> {
  const { name, enabled = true, status = null, detail = null } = seed;
  const [server] = await db
    .insert(servers)
    .values({ name, enabled, host: 'h', port: 1 })
    .returning({ id: servers.id });
  const serverId = server?.id ?? 0;
  if (status !== null) {
    await db.insert(serverReachability).values({ serverId, status, detail, startedAt: ago(3_600) });
  }
  if (seed.players !== undefined) {
    const { players, map = null } = seed;
    const state = { players, map, maxPlayers: 4, bots: 0, hibernating: players === 0 };
    await db.insert(serverState).values({ serverId, startedAt: ago(3_600), ...state });
  }
  if (seed.lastOkAt !== undefined) {
    await db.insert(serverWatch).values({ serverId, runId, lastOkAt: seed.lastOkAt });
  }
  return serverId;
}

it('shows each server, who is on and who watches', async () => {
  await using test = await createTestDatabase();
  const run = await seedRun(test.db, 3);
  const up = { status: 'ok', lastOkAt: null } as const;
  await seedServer(test.db, run, { name: 'a busy', ...up, players: 3, map: 'c1m1_hotel' });
  await seedServer(test.db, run, { name: 'b idle', ...up, players: 0, map: 'de_\x1b[31mdust2' });
  await seedServer(test.db, run, {
    name: 'c down',
    status: 'timeout',
    detail: 'no answer within 2 s',
    lastOkAt: ago(3_600),
    players: 2,
    map: 'old',
  });
  await seedServer(test.db, run, { name: 'd auth', status: 'auth', detail: 'rejected' });
  await seedServer(test.db, run, { name: 'e off', enabled: false });
  await seedServer(test.db, run, { name: 'f new' });
  const { code, stdout, stderr } = await rollcall(test.url, ['status']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // How columns line up is the table's own test.
  expect(stdout.replace(/ {2,}/g, '  ').replace(/\d+ s ago/g, 'N s ago')).toBe(
    `ID  NAME  STATE  PLAYERS  MAP  LAST SEEN  NOTE
 1  a busy  live  3/4  c1m1_hotel  N s ago
 2  b idle  live  0/4  de_[31mdust2 (idle)  N s ago
 3  c down  down  —  60 min ago  no answer within 2 s (began 60 min ago)
 4  d auth  wrong password  —  never  rejected (began 60 min ago)
 5  e off  disabled  —  never
 6  f new  new  —  never

6 servers: 2 live, 1 down, 1 wrong password, 1 disabled, 1 new; 3 in game
collector: running (box:1[2J, started 2 h ago)
`,
  );
});

it('takes nothing for granted once nobody watches any more', async () => {
  await using test = await createTestDatabase();
  const run = await seedRun(test.db, 600);
  await seedServer(test.db, run, { name: 'a', status: 'ok', lastOkAt: null, players: 3 });
  await seedServer(test.db, run, { name: 'b', status: 'timeout', lastOkAt: ago(700) });
  const { stdout } = await rollcall(test.url, ['status']);
  expect(stdout).toMatch(/ a +stale +\? +10 min ago\n/);
  expect(stdout).toMatch(/ b +stale +\? +11 min ago\n/);
  expect(stdout).toContain('2 servers: 2 stale; ? in game');
  expect(stdout).toMatch(/collector: NOT running \(box:1.* last sign of life 10 min ago\)/);
});

it('says that the collector stopped, and that there never was one', async () => {
  await using test = await createTestDatabase();
  const never = await rollcall(test.url, ['status']);
  expect(never.stdout).toBe(
    'no server is registered yet\ncollector: none has ever run on this database\n',
  );
  await seedRun(test.db, 5, ago(5));
  const stopped = await rollcall(test.url, ['status']);
  expect(stopped.stdout).toMatch(/collector: NOT running \(box:1.* stopped \d+ s ago\)/);
});

it('prints one object for scripts, in which what is not known is null', async () => {
  await using test = await createTestDatabase();
  const run = await seedRun(test.db, 3);
  const up = { status: 'ok', players: 2, map: 'm' } as const;
  const id = await seedServer(test.db, run, { name: 'a', ...up, lastOkAt: null });
  await seedServer(test.db, run, { name: 'b', ...up, lastOkAt: ago(600) });
  await test.db.insert(player).values({
    id: 76561197960287930n,
    lastName: 'Zoey',
    firstSeenAt: ago(60),
    lastSeenAt: ago(60),
  });
  await test.db.insert(serverPlayerSession).values({
    serverId: id,
    playerId: 76561197960287930n,
    joinedAt: ago(60),
    nameAtJoin: 'Zoey',
  });
  const { stdout } = await rollcall(test.url, ['status', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    collectors: [{ instance: 'box:1\x1b[2J', running: true, stoppedAt: null }],
    servers: [
      { id, name: 'a', state: 'live', players: 2, maxPlayers: 4, map: 'm', openSessions: 1 },
      { name: 'b', state: 'stale', players: null, map: null, openSessions: 0 },
    ],
  });
  const shown = await rollcall(test.url, ['servers', 'show', 'a', '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    id,
    name: 'a',
    host: 'h',
    hasPassword: false,
    state: 'live',
    players: 2,
    openSessions: 1,
  });
});

it('shows one server with all that is known', async () => {
  await using test = await createTestDatabase();
  const run = await seedRun(test.db, 3);
  await seedServer(test.db, run, { name: 'a', status: 'ok', players: 2, map: 'm', lastOkAt: null });
  const { code, stdout } = await rollcall(test.url, ['servers', 'show', '1']);
  expect(code).toBe(0);
  for (const line of [
    'name           a',
    'address        h:1',
    'password       none',
    'state          live',
    'players        2/4, 0 bots',
    'map            m',
    'open sessions  0',
  ]) {
    expect(stdout.split('\n')).toContain(line);
  }
  expect(stdout).toMatch(/^last seen {6}\S+Z \(\d+ s ago\)$/m);
});

it('refuses a database without tables, and says what to do', async () => {
  await using test = await createTestDatabase();
  await test.db.$client.unsafe('drop schema drizzle cascade');
  const { code, stderr } = await rollcall(test.url, ['status']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: 'rollcall: the database has no Rollcall tables yet: run "rollcall migrate" first\n',
  });
});
