import type { HourSums } from '../queries/history-hours.ts';
import type { Piece } from '../queries/history-pieces.ts';
import type { ServerReaches } from '../queries/server-reachability.ts';

/** A stretch in which nobody can say how many were on. `partly`: some of it, and it is not known when. */
export interface Band {
  readonly kind: 'down' | 'unwatched' | 'partly';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Less than that of an hour is how exactly sums are kept. */
const SLACK_SECONDS = 1;

/** Outages and unwatched time of a period of which each change is known. */
export function bandsOfPieces(pieces: readonly Piece[]): readonly Band[] {
  return joined(
    pieces.flatMap(({ status, fromMs, toMs }): Band[] =>
      status === 'up' ? [] : [{ kind: status, fromMs, toMs }],
    ),
  );
}

/** The same where there are sums of hours: exact as far back as single outages are known, before that hour by hour. */
export function bandsOfHours(
  fromMs: number,
  toMs: number,
  hours: readonly HourSums[],
  { reaches, completeSinceMs }: ServerReaches,
): readonly Band[] {
  const bands: Band[] = [];
  const exactFrom = Math.min(Math.max(completeSinceMs, fromMs), toMs);
  let reached = fromMs;
  const unwatchedUntil = (untilMs: number) => {
    if (untilMs > reached) bands.push({ kind: 'unwatched', fromMs: reached, toMs: untilMs });
  };
  for (const hour of hours) {
    const end = Math.min(hour.toMs, exactFrom);
    if (hour.fromMs >= end) continue;
    unwatchedUntil(hour.fromMs);
    const kind = kindOf(hour);
    if (kind !== null) bands.push({ kind, fromMs: Math.max(hour.fromMs, fromMs), toMs: end });
    reached = end;
  }
  unwatchedUntil(exactFrom);
  reached = exactFrom;
  for (const reach of reaches) {
    if (reach.toMs <= reached) continue;
    unwatchedUntil(reach.fromMs);
    const begin = Math.max(reach.fromMs, reached);
    if (reach.status !== 'ok') bands.push({ kind: 'down', fromMs: begin, toMs: reach.toMs });
    reached = reach.toMs;
  }
  unwatchedUntil(toMs);
  return joined(bands);
}

function kindOf(hour: HourSums): Band['kind'] | null {
  if (hour.watchedSeconds <= SLACK_SECONDS) return 'unwatched';
  if (hour.upSeconds <= SLACK_SECONDS) return 'down';
  const length = (hour.toMs - hour.fromMs) / 1_000;
  return Math.min(hour.upSeconds, hour.watchedSeconds) < length - SLACK_SECONDS ? 'partly' : null;
}

function joined(bands: readonly Band[]): readonly Band[] {
  const result: Band[] = [];
  for (const band of bands) {
    const last = result.at(-1);
    if (last?.kind === band.kind && last.toMs === band.fromMs) {
      result[result.length - 1] = { ...last, toMs: band.toMs };
    } else {
      result.push(band);
    }
  }
  return result;
}
