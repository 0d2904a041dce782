/** 2^32 divided by the golden ratio: multiples of it fall as far from each other as they can, whatever their number. */
const GOLDEN = 0x9e37_79b1;

/** When within the interval a server is polled, for ever: spreads the servers evenly. At least 0 and below `intervalMs`. */
export function phaseMs(serverId: number, intervalMs: number): number {
  return ((Math.imul(serverId, GOLDEN) >>> 0) / 2 ** 32) * intervalMs;
}

/** The first slot of the server's grid after `nowMs`: what was missed is skipped, not caught up. */
export function nextSlotMs(nowMs: number, phase: number, intervalMs: number): number {
  const slot = Math.floor((nowMs - phase) / intervalMs) * intervalMs + phase;
  return slot > nowMs ? slot : slot + intervalMs;
}
