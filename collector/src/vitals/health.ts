import type { Vitals } from './vitals.ts';

/** The poll loop goes round four times a second. */
const ROUND_WITHIN_MS = 10_000;
/** To begin a run takes a moment. */
const BEGIN_WITHIN_MS = 5_000;

/** What is wrong with the collector, in words; empty when it does what it shall. */
export function healthProblems(vitals: Vitals, nowMs: number): readonly string[] {
  const { run, tickedMs, idleSinceMs } = vitals;
  const ago = (sinceMs: number) => `${Math.round((nowMs - sinceMs) / 1_000)} s`;
  if (run === null) {
    return nowMs - idleSinceMs < BEGIN_WITHIN_MS
      ? []
      : [`waiting for the database for ${ago(idleSinceMs)}`];
  }
  const heardMs = run.heardMs();
  const failingSinceMs = run.failingSinceMs();
  return [
    ...(tickedMs !== null && nowMs - tickedMs > ROUND_WITHIN_MS
      ? [`the poll loop last went round ${ago(tickedMs)} ago`]
      : []),
    ...(run.databaseUp() || (heardMs === null && nowMs - idleSinceMs < BEGIN_WITHIN_MS)
      ? []
      : [
          heardMs === null
            ? 'the database has not answered yet'
            : `the database has not answered for ${ago(heardMs)}`,
        ]),
    ...(failingSinceMs === null
      ? []
      : [
          `nothing can be written for ${ago(failingSinceMs)}; ${run.pending()} changes wait in memory`,
        ]),
    ...(run.mayPoll() ? [] : ['polling pauses: another collector may have taken over']),
  ];
}
