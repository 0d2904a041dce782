import type { ReachabilityStatus } from '@rollcall/shared/schema';

/** How a server is, in one word: empty, down and not watched are kept apart. */
export type Condition = 'live' | 'stale' | 'down' | 'wrong password' | 'disabled' | 'new';

export interface ConditionFacts {
  readonly enabled: boolean;
  /** What the current interval of `server_reachability` says; null where there is none. */
  readonly reachability: ReachabilityStatus | null;
  /** The last good poll, of any run. */
  readonly lastSeenAt: Date | null;
  /** Whether some collector is at work. */
  readonly isWatched: boolean;
}

/** How the server is at `now`. What nobody has looked at for `staleMs` is `stale`, whatever was seen last. */
export function conditionOf(facts: ConditionFacts, now: Date, staleMs: number): Condition {
  const { enabled, reachability, lastSeenAt, isWatched } = facts;
  if (!enabled) return 'disabled';
  if (reachability === null && lastSeenAt === null) return 'new';
  if (!isWatched) return 'stale';
  switch (reachability) {
    case 'auth':
      return 'wrong password';
    case 'timeout':
    case 'unreachable':
    case 'protocol':
      return 'down';
    case 'ok':
    case null:
      return lastSeenAt !== null && now.getTime() - lastSeenAt.getTime() <= staleMs
        ? 'live'
        : 'stale';
  }
}
