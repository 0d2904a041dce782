import { chance, chanceBetween } from './chance.ts';
import { GAMES, type PracticeGame, type PracticeServer, type Seat } from './world.ts';

const MAPS: Readonly<Record<PracticeGame, readonly [string, ...string[]]>> = {
  l4d2: [
    'c1m1_hotel',
    'c1m2_streets',
    'c1m3_mall',
    'c1m4_atrium',
    'c2m1_highway',
    'c5m1_waterfront',
  ],
  tf2: ['cp_badlands', 'pl_upward', 'koth_viaduct', 'cp_process_final', 'pl_badwater'],
  csgo: ['de_dust2', 'de_mirage', 'de_inferno', 'de_nuke'],
  cs2: ['de_mirage', 'de_ancient', 'workshop/3070284539/de_cache', 'de_anubis'],
};
const MAX_PLAYERS: Readonly<Record<PracticeGame, number>> = { l4d2: 4, tf2: 25, csgo: 16, cs2: 10 };
const SEATS: Readonly<Record<PracticeGame, number>> = { l4d2: 4, tf2: 12, csgo: 7, cs2: 6 };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The servers of a fleet. With `speed` 10 everything happens ten times as often. */
export function practiceServers(
  count: number,
  seed: number,
  speed: number,
): readonly PracticeServer[] {
  return Array.from({ length: count }, (_, index) => practiceServer(index, seed, speed));
}

function practiceServer(index: number, seed: number, speed: number): PracticeServer {
  const game = GAMES[index % GAMES.length] ?? 'l4d2';
  const ownSeed = seed * 1_009 + index;
  // The first of each game is lively, the others come in all tempers.
  const lively = index < GAMES.length;
  // Has one or two guests at a time and sleeps in between.
  const quiet = index % 8 === 4 || index % 8 === 7;
  const seats = quiet ? 2 : SEATS[game];
  const mapMs = (lively ? 90 * SECOND_MS : 7 * MINUTE_MS) / speed;
  return {
    name: `practice-${game}-${Math.floor(index / GAMES.length) + 1}`,
    game,
    seed: ownSeed,
    maxPlayers: MAX_PLAYERS[game],
    seats: Array.from({ length: seats }, (_, at) =>
      seat(ownSeed, index * 32 + at, lively && at < 3, at === seats - 1 && !quiet, speed),
    ),
    maps: MAPS[game],
    mapMs,
    mapPhaseMs: Math.floor(chance(ownSeed, 11) * mapMs),
    dropsConsoles: index % 2 === 0,
  };
}

function seat(seed: number, number: number, hasty: boolean, lasting: boolean, speed: number): Seat {
  const [from, to] = hasty
    ? [70 * SECOND_MS, 150 * SECOND_MS]
    : lasting
      ? [20 * HOUR_MS, 40 * HOUR_MS]
      : [8 * MINUTE_MS, 50 * MINUTE_MS];
  const periodMs = Math.max(20 * SECOND_MS, chanceBetween(from, to, seed, number, 12) / speed);
  return {
    number,
    periodMs: Math.round(periodMs),
    phaseMs: chanceBetween(0, Math.round(periodMs), seed, number, 13),
    regulars: 5,
  };
}
