import type { PingRange } from './change.ts';

/** Between two writes of one session's ping range (P2). */
export const PING_WRITE_INTERVAL_MS = 60_000;

/** Milliseconds; more is not a ping. */
const MAX_PING = 65_535;

/** The range with one more ping in it; the same object when that changes nothing or the value makes no sense. */
export function widened(range: PingRange | null, value: number | null): PingRange | null {
  if (value === null || !(value >= 0 && value <= MAX_PING)) return range;
  const ping = Math.round(value);
  if (range === null) return { min: ping, max: ping };
  if (ping >= range.min && ping <= range.max) return range;
  return { min: Math.min(range.min, ping), max: Math.max(range.max, ping) };
}

export function samePing(first: PingRange | null, second: PingRange | null): boolean {
  return first === second || (first?.min === second?.min && first?.max === second?.max);
}
