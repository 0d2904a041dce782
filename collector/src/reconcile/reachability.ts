import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Change } from './change.ts';
import { elapsedMs, latest, notBefore, plusMs, trusted } from './clock.ts';
import type { Rules, ServerHistory } from './history.ts';

type Reachability = ServerHistory['reachability'];

export interface ReachabilityResult {
  readonly reachability: Reachability;
  readonly changes: readonly Change[];
}

/** Characters of a row's detail at most. */
const MAX_DETAIL = 300;

/**
 * Makes the current `server_reachability` row agree with how a poll ended. A row that goes over to another status ends where the
 * next one starts; a row is cut where nobody watched for longer than `staleMs`, so that it claims no time that nobody watched.
 */
export function reconcileReachability(
  history: ServerHistory,
  status: ReachabilityStatus,
  detail: string | null,
  now: Date,
  rules: Rules,
): ReachabilityResult {
  const current = history.reachability;
  const knownUntil = current === null ? now : statusKnownUntil(history, current.status, now);
  const gap = elapsedMs(knownUntil, now) > rules.staleMs;
  if (current?.status === status && !gap) return { reachability: current, changes: [] };

  const startedAt =
    current === null ? now : notBefore(plusMs(current.startedAt, 1), notBefore(knownUntil, now));
  const started: Change = {
    type: 'reachability-started',
    serverId: history.serverId,
    status,
    detail: detail === null ? null : boundedDetail(detail),
    startedAt,
  };
  return {
    reachability: { status, startedAt },
    changes: [...endReachability(history, gap ? knownUntil : startedAt, now), started],
  };
}

/** Ends the current row, if there is one, at `endedAt`, or where it began if that is later. */
export function endReachability(history: ServerHistory, endedAt: Date | null, now: Date): Change[] {
  const current = history.reachability;
  if (current === null) return [];
  return [
    {
      type: 'reachability-ended',
      serverId: history.serverId,
      startedAt: current.startedAt,
      endedAt:
        endedAt === null ? current.startedAt : latest(trusted(endedAt, now), current.startedAt),
    },
  ];
}

/**
 * Until when the current row is known to have held. A server that answers is known by its answers. One that does not is polled
 * more and more rarely, so within one run it counts as watched all the time, and between two runs until the earlier one stopped.
 */
export function statusKnownUntil(
  history: ServerHistory,
  status: ReachabilityStatus,
  now: Date,
): Date | null {
  if (status === 'ok') return history.lastOkAt;
  return history.lastWatchedAt ?? now;
}

/** For people: one line without control characters, of bounded length. */
function boundedDetail(detail: string): string {
  const line = detail.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= MAX_DETAIL
    ? line
    : `${characters.slice(0, MAX_DETAIL - 1).join('')}…`;
}
