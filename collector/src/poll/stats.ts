import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Outcome } from '../reconcile/history.ts';

/** What this run has counted. */
export interface PollStats {
  readonly polls: Record<ReachabilityStatus, number>;
  /** Slots that passed while the server's poll before was still under way. */
  skipped: number;
  /** Answers whose roster did not account for everybody (P9), by server. */
  readonly incomplete: Map<number, { count: number; lastAt: Date }>;
}

export function createStats(): PollStats {
  return {
    polls: { ok: 0, auth: 0, timeout: 0, unreachable: 0, protocol: 0 },
    skipped: 0,
    incomplete: new Map(),
  };
}

export function countPoll(stats: PollStats, serverId: number, outcome: Outcome): void {
  stats.polls[outcome.ok ? 'ok' : outcome.kind] += 1;
  if (!outcome.ok || outcome.seen.complete) return;
  const count = (stats.incomplete.get(serverId)?.count ?? 0) + 1;
  stats.incomplete.set(serverId, { count, lastAt: outcome.at });
}
