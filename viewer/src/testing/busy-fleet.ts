import type { Database } from '@rollcall/shared';
import { HOSTILE_NAMES } from './hostile.ts';
import {
  secondsAgo,
  seedAnswering,
  seedProfile,
  seedRun,
  seedServer,
  seedSession,
  seedTrouble,
  steamId,
} from './seed.ts';

const NAMES = ['crone', 'Wanja', 'miel', 'Døgn', 'лиса', '雪狐', 'tank_main', 'b0b', 'Ætherling'];
const GROUPS = ['Versus', 'Campaign', null] as const;
const MAPS = ['c1m2_streets', 'c8m5_rooftop', 'cp_badlands', 'de_nuke', 'gm_construct'];

/** A fleet with every kind of server and player in it; returns the id of the server with most to show. */
export async function seedBusyFleet(db: Database): Promise<number> {
  const runId = await seedRun(db);
  let shown = 0;
  for (const [g, groupLabel] of GROUPS.entries()) {
    for (let n = 1; n <= 4; n += 1) {
      const id = await seedServer(db, {
        name: `${groupLabel ?? 'Sandbox'} ${n}`,
        host: '192.0.2.7',
        port: 27_015 + g * 10 + n,
        groupLabel,
      });
      if (shown === 0) shown = id;
      const players = id === shown ? 7 : ((g * 5 + n * 3) % 9) - 1;
      const idle = players <= 0;
      const map = idle ? 'c1m1_hotel' : MAPS[(g + n) % MAPS.length];
      const state = {
        players: idle ? 0 : players,
        maxPlayers: 8,
        hibernating: idle,
        map: map ?? null,
      };
      await seedAnswering(db, id, { runId, state });
    }
  }
  await seedOddServers(db, runId);
  await seedPlayers(db, shown);
  return shown;
}

async function seedOddServers(db: Database, runId: number) {
  const stale = await seedServer(db, { name: 'Versus 10', groupLabel: 'Versus' });
  await seedAnswering(db, stale, { runId, lastOkAt: secondsAgo(400) });
  await seedTrouble(db, stale, 'timeout');
  const auth = await seedServer(db, { name: 'Rented box', groupLabel: 'Campaign', port: 27_099 });
  await seedTrouble(db, auth, 'auth');
  await seedServer(db, { name: 'Winter event', groupLabel: 'Campaign', enabled: false });
  const long = `${'A very long name for a server that wants to be found '.repeat(2)}<b>`;
  const unknown = await seedServer(db, {
    name: long,
    host: 'a-host-with-a-long-name.games.example',
  });
  await seedAnswering(db, unknown, { runId, state: { maxPlayers: null, map: null } });
}

async function seedPlayers(db: Database, serverId: number) {
  for (const [n, name] of NAMES.slice(0, 7).entries()) {
    const playerId = steamId(100 + n);
    await seedSession(db, {
      serverId,
      playerId,
      nameAtJoin: name,
      joinedAt: secondsAgo(9_000 / (n + 1)),
      minPing: 20 + n * 7,
      maxPing: 60 + n * 11,
    });
    if (n % 3 === 0) await seedProfile(db, { steamId64: playerId, personaName: `${name} | TTV` });
  }
  for (const [n, name] of [...NAMES.slice(7), ...HOSTILE_NAMES].entries()) {
    await seedSession(db, {
      serverId,
      playerId: steamId(200 + n),
      nameAtJoin: name,
      joinedAt: secondsAgo(4_000 * (n + 2)),
      leftAt: secondsAgo(3_000 * (n + 1)),
    });
  }
}
