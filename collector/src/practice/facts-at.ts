import { chance, chanceBetween } from './chance.ts';
import type { BotRow, HumanRow, StatusFacts } from './status-facts.ts';
import { mapAt, visitsAt, type PracticeServer, type Visit } from './world.ts';

/** How long everybody loads after a map change or after joining. */
const SPAWNING_MS = 5_000;

const SURVIVORS = ['Nick', 'Rochelle', 'Coach', 'Ellis'] as const;
const INFECTED = ['Smoker', 'Tank', 'Charger', 'Spitter'] as const;
const CSGO_BOTS = ['Jon', 'Calvin', 'Wade', 'Yahn'] as const;
const CS2_BOTS = ['Rebel', 'Ricksaw', 'Mangos'] as const;

/** What a practice server would answer at this time. */
export function factsAt(server: PracticeServer, port: number, atMs: number): StatusFacts {
  const { map, sinceMs } = mapAt(server, atMs);
  const humans = visitsAt(server, atMs).map((visit, at) =>
    humanRow(visit, server.seed, at + 1, sinceMs, atMs),
  );
  const bots = botNames(server, humans.length, sinceMs).map((name, at): BotRow => ({
    userId: 61_000 + at,
    name,
  }));
  return {
    hostname: `Rollcall practice | ${server.name}`,
    map,
    port,
    maxPlayers: server.maxPlayers,
    // Left 4 Dead 2 counts neither survivors nor infected.
    headerBots: server.game === 'l4d2' ? 0 : bots.length,
    hibernating: humans.length === 0,
    reservation: server.game === 'l4d2' && humans.length > 0 ? '18600006da65d55' : null,
    humans,
    bots,
  };
}

function humanRow(
  visit: Visit,
  seed: number,
  slot: number,
  mapSinceMs: number,
  atMs: number,
): HumanRow {
  const ageMs = atMs - visit.joinedAtMs;
  const pending = ageMs < visit.pendingMs;
  const loading = ageMs < SPAWNING_MS || atMs - mapSinceMs < SPAWNING_MS;
  const usualPing = chanceBetween(15, 120, seed, visit.seat, 21);
  const swing = chanceBetween(-6, 14, seed, visit.seat, Math.floor(atMs / 5_000), 22);
  return {
    userId: visit.userId,
    slot,
    name: atMs < visit.renamedAtMs ? visit.name : visit.laterName,
    steamId: pending ? null : visit.steamId,
    connectedSeconds: Math.floor(ageMs / 1_000),
    ping: pending ? 0 : Math.max(5, usualPing + swing),
    loss: loading ? chanceBetween(0, 60, seed, visit.seat, Math.floor(atMs / 5_000), 23) : 0,
    state: pending ? 'connecting' : loading ? 'spawning' : 'active',
    // A documentation address: nobody's.
    address: `203.0.113.${1 + (visit.seat % 250)}:27005`,
  };
}

function botNames(server: PracticeServer, humans: number, mapSinceMs: number): readonly string[] {
  if (server.game === 'tf2') return ['SourceTV'];
  if (humans === 0) return [];
  switch (server.game) {
    case 'l4d2': {
      const infected = INFECTED.filter((_, at) => chance(server.seed, mapSinceMs, at, 24) < 0.3);
      return [...SURVIVORS.slice(Math.min(humans, SURVIVORS.length)), ...infected];
    }
    case 'csgo':
      return CSGO_BOTS.slice(Math.min(humans - 1, CSGO_BOTS.length));
    case 'cs2':
      return CS2_BOTS.slice(Math.min(humans - 1, CS2_BOTS.length));
  }
}
