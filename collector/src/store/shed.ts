import type { Change } from '../reconcile/change.ts';

export interface Shed {
  /** What still waits as it is. */
  readonly kept: readonly Change[];
  /** All changes of some sessions that have begun and ended meanwhile: nothing else depends on when they are written. */
  readonly finished: readonly Change[];
}

/**
 * Makes room where there are more changes than `limit`. First go ranges of pings and states that have begun and ended meanwhile;
 * then sessions that have begun and ended meanwhile are set aside, the oldest first; then goes what was overtaken since: names, outages
 * that are over, who was away for a moment. What is left is a history with something missing, never a wrong one: all sessions are
 * there, and so are the ends of what is stored and what still goes on.
 */
export function shed(changes: readonly Change[], limit: number): Shed {
  if (changes.length <= limit) return { kept: changes, finished: [] };
  const detailed = withoutDetails(changes);
  if (detailed.length <= limit) return { kept: detailed, finished: [] };
  const { kept, finished } = setAside(detailed, detailed.length - limit);
  return { kept: kept.length <= limit ? kept : withoutOvertaken(kept), finished };
}

function withoutDetails(changes: readonly Change[]): readonly Change[] {
  const over = begunAndEnded(changes, 'state-started', 'state-ended');
  return changes.filter(
    (change) => change.type !== 'ping-widened' && !(isOfState(change) && over.has(keyOf(change))),
  );
}

function setAside(changes: readonly Change[], spare: number): Shed {
  const opened = new Set(
    changes.flatMap((change) => (change.type === 'session-opened' ? [keyOf(change)] : [])),
  );
  // What is set aside is written first: there it would overlap an earlier session of the same player whose end still waits here.
  const waiting = new Set(
    changes.flatMap((change) =>
      isOfSession(change) && !opened.has(keyOf(change)) ? [placeOf(change)] : [],
    ),
  );
  const parts = new Map<string, { count: number; over: boolean }>();
  for (const change of changes) {
    if (!isOfSession(change) || waiting.has(placeOf(change))) continue;
    const part = parts.get(keyOf(change)) ?? { count: 0, over: false };
    part.count += 1;
    part.over = change.type === 'session-closed';
    parts.set(keyOf(change), part);
  }
  const left = new Set<string>();
  let spared = 0;
  for (const [key, part] of parts) {
    if (spared >= spare) break;
    if (!part.over) continue;
    left.add(key);
    spared += part.count;
  }
  const isLeft = (change: Change) => isOfSession(change) && left.has(keyOf(change));
  return { kept: changes.filter((change) => !isLeft(change)), finished: changes.filter(isLeft) };
}

/** Read backwards: of each thing only what was said of it last, as far as that says all. */
function withoutOvertaken(changes: readonly Change[]): readonly Change[] {
  const over = begunAndEnded(changes, 'reachability-started', 'reachability-ended');
  const said = new Set<string>();
  const isNew = (key: string) => {
    if (said.has(key)) return false;
    said.add(key);
    return true;
  };
  return changes.toReversed().filter(isLast).reverse();

  function isLast(change: Change): boolean {
    switch (change.type) {
      case 'reachability-started':
      case 'reachability-ended':
        return !over.has(keyOf(change));
      case 'watch-started':
      case 'watch-lost':
        return isNew(`watch ${String(change.serverId)}`);
      case 'name-seen':
        return isNew(`name ${String(change.playerId)}`);
      case 'answers-incomplete':
        return isNew(`answers ${String(change.serverId)}`);
      case 'session-closed':
        return isNew(`session ${keyOf(change)}`);
      case 'session-reopened': {
        // One before a close says that the row was closed already: the close is then another one.
        const key = keyOf(change);
        return isNew(`reopened ${key}`) && (said.has(`session ${key}`) || isNew(`session ${key}`));
      }
      case 'session-opened':
      case 'state-started':
      case 'state-ended':
      case 'ping-widened':
        return true;
    }
  }
}

type OfSession = Extract<Change, { joinedAt: Date }>;
type OfState = Extract<Change, { type: 'state-started' | 'state-ended' }>;
type OfReachability = Extract<Change, { type: 'reachability-started' | 'reachability-ended' }>;

function begunAndEnded(
  changes: readonly Change[],
  begin: 'state-started' | 'reachability-started',
  end: 'state-ended' | 'reachability-ended',
): ReadonlySet<string> {
  const keys = (type: typeof begin | typeof end) =>
    changes.flatMap((change) =>
      (isOfState(change) || isOfReachability(change)) && change.type === type
        ? [keyOf(change)]
        : [],
    );
  const begun = new Set(keys(begin));
  return new Set(keys(end).filter((key) => begun.has(key)));
}

function isOfSession(change: Change): change is OfSession {
  return 'joinedAt' in change;
}

function isOfState(change: Change): change is OfState {
  return change.type === 'state-started' || change.type === 'state-ended';
}

function isOfReachability(change: Change): change is OfReachability {
  return change.type === 'reachability-started' || change.type === 'reachability-ended';
}

function keyOf(change: OfSession | OfState | OfReachability): string {
  return 'joinedAt' in change
    ? `${String(change.serverId)} ${String(change.playerId)} ${String(change.joinedAt.getTime())}`
    : `${String(change.serverId)} ${String(change.startedAt.getTime())}`;
}

/** Where there is one session at a time. */
function placeOf({ serverId, playerId }: OfSession): string {
  return `${String(serverId)} ${String(playerId)}`;
}
