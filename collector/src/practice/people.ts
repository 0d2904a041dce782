import { chance, chanceBetween, choose } from './chance.ts';

/** Somebody who plays on one of the practice servers, now and then. */
export interface Person {
  readonly steamId: bigint;
  readonly name: string;
  /** What they call themselves when they feel like another name. */
  readonly otherName: string;
}

/** Above all that Steam has given: no such accounts exist. */
const FIRST_ACCOUNT = 76561197960265728n + 4_200_000_000n;

const FIRST = [
  'Crone',
  'Dusty',
  'Mellow',
  'Iron',
  'Lucky',
  'Sleepy',
  'Turbo',
  'Velvet',
  'Copper',
  'Misty',
  'Brave',
  'Quiet',
  'Rusty',
  'Salty',
  'Jolly',
  'Grim',
] as const;
const SECOND = [
  'Badger',
  'Kettle',
  'Comet',
  'Pilot',
  'Walrus',
  'Fox',
  'Lantern',
  'Moth',
  'Otter',
  'Anvil',
  'Raven',
  'Biscuit',
  'Tiger',
  'Wombat',
  'Falcon',
  'Noodle',
] as const;

/** Names that have broken somebody's server list. None is longer than the 31 bytes that the engine keeps. */
export const NASTY_NAMES = [
  '<b>crone</b>',
  '"><script>alert(1)</script>',
  'Crownless Kings "13"',
  'x" BOT active',
  '# 2 1 "y" STEAM_1:0:5',
  "O'Brien; drop table player",
  'players : 99 humans',
  'ด้้้้้้้้',
  '\u202erotartsinimda',
  '\u0001red\u0007bell',
  '  blanks  ',
  '🦊🦊🦊',
] as const;

/** One of the regulars of a seat; no two seats of a fleet share anybody. */
export function personOf(seed: number, seatNumber: number, regular: number): Person {
  const nasty = chance(seed, seatNumber, regular, 1) < 0.08;
  const name = nasty
    ? choose(NASTY_NAMES, seed, seatNumber, regular, 2)
    : everydayName(seed, seatNumber, regular, 3);
  return {
    steamId: FIRST_ACCOUNT + BigInt(seatNumber * 16 + regular),
    name,
    otherName: everydayName(seed, seatNumber, regular, 4),
  };
}

function everydayName(...parts: readonly number[]): string {
  const name = `${choose(FIRST, ...parts, 5)} ${choose(SECOND, ...parts, 6)}`;
  return chance(...parts, 7) < 0.3 ? `${name}${chanceBetween(2, 99, ...parts, 8)}` : name;
}
