import { chance, chanceBetween } from './chance.ts';
import { personOf } from './people.ts';

/** The games that are simulated. */
export const GAMES = ['l4d2', 'tf2', 'csgo', 'cs2'] as const;
export type PracticeGame = (typeof GAMES)[number];

/**
 * A simulated server. Who is on when follows from these numbers alone: whenever a fleet is started, the same people have been
 * playing for as long as if it had never stopped.
 */
export interface PracticeServer {
  readonly name: string;
  readonly game: PracticeGame;
  readonly seed: number;
  readonly maxPlayers: number;
  readonly seats: readonly Seat[];
  readonly maps: readonly [string, ...string[]];
  readonly mapMs: number;
  readonly mapPhaseMs: number;
  /** Its server.cfg sets the RCON password again at each map change, which drops all consoles. */
  readonly dropsConsoles: boolean;
}

/** A place that is taken for a part of each period by one of its regulars. */
export interface Seat {
  /** Unlike that of any other seat of the fleet. */
  readonly number: number;
  readonly periodMs: number;
  readonly phaseMs: number;
  readonly regulars: number;
}

/** One connection: the truth that a collector's sessions are held against. */
export interface Visit {
  readonly seat: number;
  readonly steamId: bigint;
  readonly name: string;
  /** The name from `renamedAtMs` on. */
  readonly laterName: string;
  readonly renamedAtMs: number;
  readonly userId: number;
  readonly joinedAtMs: number;
  /** The first moment without them. */
  readonly leftAtMs: number;
  /** Steam takes a while to confirm who it is. */
  readonly pendingMs: number;
}

/** Who is on. */
export function visitsAt(server: PracticeServer, atMs: number): readonly Visit[] {
  return server.seats.flatMap((seat) =>
    visitsOfCycle(server.seed, seat, cycleAt(seat, atMs)).filter(
      ({ joinedAtMs, leftAtMs }) => joinedAtMs <= atMs && atMs < leftAtMs,
    ),
  );
}

/** Everybody who was on at any time in `[fromMs, toMs)`, in the order of joining. */
export function visitsBetween(
  server: PracticeServer,
  fromMs: number,
  toMs: number,
): readonly Visit[] {
  return server.seats
    .flatMap((seat) => {
      const first = cycleAt(seat, fromMs);
      const cycles = cycleAt(seat, toMs) - first + 1;
      return Array.from({ length: cycles }, (_, at) =>
        visitsOfCycle(server.seed, seat, first + at),
      ).flat();
    })
    .filter(({ joinedAtMs, leftAtMs }) => joinedAtMs < toMs && fromMs < leftAtMs)
    .sort((a, b) => a.joinedAtMs - b.joinedAtMs);
}

/** The map, and since when. Without players the clock of a server stands still, and so does its map cycle. */
export function mapAt(
  server: PracticeServer,
  atMs: number,
): { readonly map: string; readonly sinceMs: number } {
  const { maps, mapMs, mapPhaseMs } = server;
  let cycle = Math.floor((atMs - mapPhaseMs) / mapMs);
  for (let tries = 0; tries < 500; tries += 1) {
    if (visitsAt(server, mapPhaseMs + cycle * mapMs).length > 0) break;
    cycle -= 1;
  }
  const position = ((cycle % maps.length) + maps.length) % maps.length;
  return { map: maps[position] ?? maps[0], sinceMs: mapPhaseMs + cycle * mapMs };
}

const cycleAt = ({ periodMs, phaseMs }: Seat, atMs: number): number =>
  Math.floor((atMs - phaseMs) / periodMs);

/** Nobody, one visit, or two of the same person with a reconnect between them; never reaching into the next cycle. */
function visitsOfCycle(seed: number, seat: Seat, cycle: number): readonly Visit[] {
  const { number, periodMs, phaseMs, regulars } = seat;
  const roll = (what: number) => chance(seed, number, cycle, what);
  if (roll(1) < 0.1) return [];
  const start = phaseMs + cycle * periodMs;
  // Whole seconds, as the server's own clock shows them.
  const at = (part: number) => Math.round((start + part * periodMs) / 1000) * 1000;
  const person = personOf(seed, number, chanceBetween(0, regulars, seed, number, cycle, 2));
  const joinedAtMs = at(0.03 + 0.3 * roll(3));
  const leftAtMs = at(0.6 + 0.34 * roll(4));
  const renames = roll(5) < 0.15;
  // Small enough for five digits, and never the same for two connections that could be taken for each other.
  const userId = 2 + ((((cycle % 500) + 500) % 500) * 2 + (number % 60) * 1000);
  const visit: Visit = {
    seat: number,
    steamId: person.steamId,
    name: person.name,
    laterName: renames ? person.otherName : person.name,
    renamedAtMs: at(0.5),
    userId,
    joinedAtMs,
    leftAtMs,
    pendingMs: roll(6) < 0.3 ? 2_000 : 0,
  };
  const brokeOffMs = at(0.4 + 0.15 * roll(8));
  const backAtMs = brokeOffMs + 1_000 * chanceBetween(1, 6, seed, number, cycle, 9);
  if (roll(7) >= 0.15 || backAtMs >= leftAtMs) return [visit];
  return [
    { ...visit, leftAtMs: brokeOffMs },
    { ...visit, userId: userId + 1, joinedAtMs: backAtMs },
  ];
}
