import type { RunVitals } from '../vitals.ts';

/** A run of which all is well, but for what is given. */
export function runThat(facts: Partial<RunVitals> = {}): RunVitals {
  return {
    census: () => ({
      servers: { ok: 3, auth: 1, timeout: 0, unreachable: 2, protocol: 0, new: 0 },
      openSessions: 7,
    }),
    polls: () => ({ busy: 2, waiting: 1 }),
    pending: () => 4,
    waitingSinceMs: () => null,
    failingSinceMs: () => null,
    heardMs: () => 0,
    databaseUp: () => true,
    collectors: () => 2,
    mayPoll: () => true,
    ...facts,
  };
}
