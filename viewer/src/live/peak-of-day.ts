import type { FleetPeak } from '../queries/fleet-peak.ts';

const MINUTE_MS = 60_000;
/** Something that ended so long ago is rarely written any more. */
const SETTLED_MS = 5 * MINUTE_MS;

/** The most players that were on together since a time, as far as is known. */
export interface FleetDay extends FleetPeak {
  /** How long not a single server was known. */
  readonly unknownSeconds: number;
  /** Whether nobody can tell yet, for it is still being looked up. */
  readonly pending?: true;
}

/** What stands in its place until it is known; of the whole day nothing is known yet. */
export function dayBeingLookedUp(since: Date, now = new Date()): FleetDay {
  const unknownSeconds = Math.max(0, (now.getTime() - since.getTime()) / 1_000);
  return { peak: null, knownSeconds: 0, unknownSeconds, pending: true };
}

/** Asks for the peak between two times; `settled` says that the answer will hardly change. */
export type AskPeak = (from: Date, to: Date, settled: boolean) => Promise<FleetPeak>;

/** Looks at the time since `since` in pieces, so that no question is long, and what is over need not be asked again. */
export async function peakOfDay(
  ask: AskPeak,
  since: Date,
  now: Date,
  servers: number,
): Promise<FleetDay> {
  let peak: FleetPeak['peak'] = null;
  let knownSeconds = 0;
  for (const { from, to } of slices(since.getTime(), now.getTime(), sliceMinutes(servers))) {
    const settled = to < now.getTime() - SETTLED_MS;
    const piece = await ask(new Date(from), new Date(to), settled);
    knownSeconds += piece.knownSeconds;
    if (piece.peak !== null && piece.peak.players > (peak?.players ?? -1)) ({ peak } = piece);
  }
  const seconds = (now.getTime() - since.getTime()) / 1_000;
  return { peak, knownSeconds, unknownSeconds: Math.max(0, seconds - knownSeconds) };
}

/** So that a question reads a few thousand changes, however many servers there are. */
function sliceMinutes(servers: number): number {
  if (servers <= 100) return 60;
  if (servers <= 200) return 30;
  return servers <= 500 ? 10 : 5;
}

/** At the same places whenever the day begins: days of different zones share all but the first. */
function* slices(since: number, now: number, minutes: number) {
  const stepMs = minutes * MINUTE_MS;
  for (let from = since; from < now;) {
    const to = Math.min(now, (Math.floor(from / stepMs) + 1) * stepMs);
    yield { from, to };
    from = to;
  }
}
