import { wholeNumber } from './text.ts';

/** What stands after `players :`. */
export interface PlayersLine {
  /** Null for GoldSrc, where rows alone tell humans apart. */
  readonly humans: number | null;
  readonly bots: number | null;
  readonly maxPlayers: number | null;
  readonly totalOnly: boolean;
  readonly totalActive: number | null;
  readonly hibernating: boolean | null;
  readonly reserved: boolean | null;
  readonly reservation: string | null;
  /** Rust counts who waits, too. */
  readonly queues: boolean;
}

const HUMANS_AND_BOTS = /^(\d{1,9})\s+humans?\s*,\s*(\d{1,9})\s+bots?\b/;
const ACTIVE = /^(\d{1,9})\s+active\b/;
const TOTAL = /^(\d{1,9})\s*\(/;
// `(12/0 max)`: slots, then those kept for a lobby; the first number is the capacity.
const MAX = /\((-?\d{1,9})(?:\/-?\d{1,9})?\s+max\)/;
const RESERVED = /\(reserved(?:\s+([0-9a-f]{1,16}))?\)/i;

/** Reads the value of a `players` line in any branch; null where it is none. */
export function readPlayersLine(value: string): PlayersLine | null {
  // What the engine prints is short; a long line is somebody's text.
  const text = value.length > 200 ? value.slice(0, 200) : value;
  const split = HUMANS_AND_BOTS.exec(text);
  const active = split ? null : ACTIVE.exec(text);
  const total = split || active ? null : TOTAL.exec(text);
  if (!split && !active && !total) return null;
  const max = wholeNumber(MAX.exec(text)?.[1]);
  if (total && max === null) return null;
  const queues = text.includes(' queued)');
  const reserved = RESERVED.exec(text);
  return {
    humans: wholeNumber(split?.[1] ?? total?.[1]),
    bots: wholeNumber(split?.[2]),
    // CS2 prints 0 for "as many as the map allows", older ones never do.
    maxPlayers: max === null || max <= 0 ? null : max,
    totalOnly: total !== null && !queues,
    totalActive: wholeNumber(active?.[1]),
    hibernating: text.includes('(not hibernating)')
      ? false
      : text.includes('(hibernating)')
        ? true
        : null,
    reserved: reserved ? true : text.includes('(unreserved)') ? false : null,
    reservation: reserved?.[1] ?? null,
    queues,
  };
}
