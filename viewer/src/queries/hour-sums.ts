import type { HourSums } from './history-hours.ts';
import type { Piece } from './history-pieces.ts';

const HOUR_MS = 3_600_000;

export const floorHour = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** The same sums as in `server_hour`, of hours that are not summed up yet. Only hours in which somebody watched. */
export function sumHours(pieces: readonly Piece[]): readonly HourSums[] {
  const hours = new Map<number, HourSums>();
  for (const piece of pieces) {
    if (piece.status === 'unwatched') continue;
    for (let hour = floorHour(piece.fromMs); hour < piece.toMs; hour += HOUR_MS) {
      const fromMs = Math.max(piece.fromMs, hour);
      const toMs = Math.min(piece.toMs, hour + HOUR_MS);
      const part = sumsOf({ ...piece, fromMs, toMs }, hour);
      const known = hours.get(hour);
      hours.set(hour, known === undefined ? part : added(known, part));
    }
  }
  return [...hours.values()];
}

/** The sums of so many hours at a time, counted from 1970 on. */
export function wider(hours: readonly HourSums[], hoursEach: number): readonly HourSums[] {
  const widthMs = hoursEach * HOUR_MS;
  const sums = new Map<number, HourSums>();
  for (const hour of hours) {
    const fromMs = Math.floor(hour.fromMs / widthMs) * widthMs;
    const part = { ...hour, fromMs, toMs: fromMs + widthMs };
    const known = sums.get(fromMs);
    sums.set(fromMs, known === undefined ? part : added(known, part));
  }
  return [...sums.values()];
}

function sumsOf(piece: Piece, hour: number): HourSums {
  const seconds = (piece.toMs - piece.fromMs) / 1_000;
  const counted = piece.players !== null;
  return {
    fromMs: hour,
    toMs: hour + HOUR_MS,
    watchedSeconds: seconds,
    upSeconds: piece.status === 'up' ? seconds : 0,
    countedSeconds: counted ? seconds : 0,
    playerSeconds: (piece.players ?? 0) * seconds,
    peakPlayers: piece.players,
  };
}

function added(a: HourSums, b: HourSums): HourSums {
  return {
    fromMs: a.fromMs,
    toMs: a.toMs,
    watchedSeconds: a.watchedSeconds + b.watchedSeconds,
    upSeconds: a.upSeconds + b.upSeconds,
    countedSeconds: a.countedSeconds + b.countedSeconds,
    playerSeconds: a.playerSeconds + b.playerSeconds,
    peakPlayers: greater(a.peakPlayers, b.peakPlayers),
  };
}

const greater = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);
