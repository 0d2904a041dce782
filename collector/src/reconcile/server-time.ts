import { notBefore } from './clock.ts';
import type { ServerHistory } from './history.ts';

/** The time of a poll, or the last time told where the clock was set back behind it. */
export function serverTime(history: ServerHistory, at: Date): Date {
  const told = notBefore(history.lastOkAt, at);
  const state = notBefore(history.state?.startedAt ?? null, told);
  return notBefore(history.reachability?.startedAt ?? null, state);
}
