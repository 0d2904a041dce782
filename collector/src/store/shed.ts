import type { Change } from '../reconcile/change.ts';

/**
 * Leaves out what can be spared when there are more changes than `limit`: first ranges of pings and states that have begun and
 * ended meanwhile, then, if there are still too many, sessions that have begun and ended meanwhile, the oldest first. What is left is
 * a history with something missing, never a wrong one: what still goes on is kept, and so are the ends of what is stored.
 */
export function shed(changes: readonly Change[], limit: number): readonly Change[] {
  if (changes.length <= limit) return changes;
  const states = beginnings(changes, 'state-started');
  const ended = endedAmong(changes, states, 'state-ended');
  const kept = changes.filter((change) => {
    if (change.type === 'ping-widened') return false;
    if (change.type !== 'state-started' && change.type !== 'state-ended') return true;
    return !ended.has(keyOf(change));
  });
  return kept.length <= limit ? kept : withoutOldestSessions(kept, kept.length - limit);
}

function withoutOldestSessions(changes: readonly Change[], spare: number): readonly Change[] {
  const opened = beginnings(changes, 'session-opened');
  const parts = new Map<string, { count: number; over: boolean }>();
  for (const change of changes) {
    if (!isOfSession(change) || !opened.has(keyOf(change))) continue;
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
  return changes.filter((change) => !isOfSession(change) || !left.has(keyOf(change)));
}

function beginnings(changes: readonly Change[], type: 'state-started' | 'session-opened') {
  return new Set(changes.flatMap((change) => (change.type === type ? [keyOf(change)] : [])));
}

function endedAmong(changes: readonly Change[], begun: ReadonlySet<string>, type: 'state-ended') {
  return new Set(
    changes.flatMap((change) =>
      change.type === type && begun.has(keyOf(change)) ? [keyOf(change)] : [],
    ),
  );
}

type OfSession = Extract<Change, { joinedAt: Date }>;
type OfState = Extract<Change, { type: 'state-started' | 'state-ended' }>;

function isOfSession(change: Change): change is OfSession {
  return 'joinedAt' in change;
}

function keyOf(change: OfSession | OfState): string {
  return 'joinedAt' in change
    ? `${String(change.serverId)} ${String(change.playerId)} ${String(change.joinedAt.getTime())}`
    : `${String(change.serverId)} ${String(change.startedAt.getTime())}`;
}
