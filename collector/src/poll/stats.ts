import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Outcome } from '../reconcile/history.ts';
import { addTo, createSpread, type Spread } from './spread.ts';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5] as const;

/** What this process has counted. */
export interface PollStats {
  readonly polls: Record<ReachabilityStatus, number>;
  /** From the question to the answer or the failure, seconds. */
  readonly took: Spread;
  /** Slots that passed while the server's poll before was still under way. */
  skipped: number;
  /** Answers whose roster did not account for everybody (P9). */
  incomplete: number;
  /** How late each round began, seconds: what else this process, or another one, had to do. */
  readonly late: Spread;
}

export function createStats(): PollStats {
  return {
    polls: { ok: 0, auth: 0, timeout: 0, unreachable: 0, protocol: 0 },
    took: createSpread(SECONDS),
    skipped: 0,
    incomplete: 0,
    late: createSpread(SECONDS),
  };
}

export function countPoll(stats: PollStats, outcome: Outcome, tookMs: number): void {
  stats.polls[outcome.ok ? 'ok' : outcome.kind] += 1;
  addTo(stats.took, tookMs / 1_000);
  if (outcome.ok && !outcome.seen.complete) stats.incomplete += 1;
}
