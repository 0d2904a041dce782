import type { HourSums } from '../queries/history-hours.ts';
import type { Glimpse, Piece } from '../queries/history-pieces.ts';

/** A period in numbers. Averages and uptime are over the time in which they were known. */
export interface PeriodSummary {
  readonly peak: {
    readonly players: number;
    readonly fromMs: number;
    readonly toMs: number;
  } | null;
  readonly averagePlayers: number | null;
  readonly watchedSeconds: number;
  readonly upSeconds: number;
  readonly downSeconds: number;
  readonly unwatchedSeconds: number;
}

/** From every change. */
export function summaryOfPieces(
  pieces: readonly Piece[],
  glimpses: readonly Glimpse[],
): PeriodSummary {
  const seconds = { up: 0, down: 0, unwatched: 0 };
  let counted = 0;
  let playerSeconds = 0;
  let peak: PeriodSummary['peak'] = null;
  for (const { fromMs, toMs, status, players } of pieces) {
    const length = (toMs - fromMs) / 1_000;
    seconds[status] += length;
    if (players === null) continue;
    counted += length;
    playerSeconds += players * length;
    if (peak === null || players > peak.players) peak = { players, fromMs, toMs };
  }
  for (const { players, atMs } of glimpses) {
    if (peak === null || players > peak.players) peak = { players, fromMs: atMs, toMs: atMs };
  }
  return {
    peak,
    averagePlayers: counted === 0 ? null : playerSeconds / counted,
    watchedSeconds: seconds.up + seconds.down,
    upSeconds: seconds.up,
    downSeconds: seconds.down,
    unwatchedSeconds: seconds.unwatched,
  };
}

/** From sums of hours, which together last until `toMs`. */
export function summaryOfHours(
  fromMs: number,
  toMs: number,
  hours: readonly HourSums[],
): PeriodSummary {
  const total = (of: (hour: HourSums) => number) => hours.reduce((sum, hour) => sum + of(hour), 0);
  const counted = total((hour) => hour.countedSeconds);
  const watched = total((hour) => hour.watchedSeconds);
  const up = total((hour) => hour.upSeconds);
  let peak: PeriodSummary['peak'] = null;
  for (const { peakPlayers, fromMs: begin, toMs: end } of hours) {
    if (peakPlayers === null || (peak !== null && peakPlayers <= peak.players)) continue;
    peak = { players: peakPlayers, fromMs: begin, toMs: end };
  }
  return {
    peak,
    averagePlayers: counted === 0 ? null : total((hour) => hour.playerSeconds) / counted,
    watchedSeconds: watched,
    upSeconds: up,
    downSeconds: Math.max(0, watched - up),
    unwatchedSeconds: Math.max(0, (toMs - fromMs) / 1_000 - watched),
  };
}

/** `99.98 %`. Never rounded up: only what was never down is 100 %. Null when nobody watched. */
export function uptimeText({ watchedSeconds, upSeconds, downSeconds }: PeriodSummary) {
  if (watchedSeconds <= 0) return null;
  if (downSeconds <= 0) return '100 %';
  const percent = Math.floor((10_000 * upSeconds) / watchedSeconds) / 100;
  return `${Math.min(percent, 99.99).toFixed(2)} %`;
}
