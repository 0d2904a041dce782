/** `sv_rcon_minfailures` within `sv_rcon_minfailuretime` seconds, and `sv_rcon_maxfailures` at all, as srcds ships. */
const MIN_FAILURES = 5;
const MIN_FAILURE_TIME_MS = 30_000;
const MAX_FAILURES = 10;

/** Who may not log in any more: for ever, as `sv_rcon_banpenalty 0` says. */
export interface Bans {
  isBanned(address: string): boolean;
  /** Counts a wrong password. */
  failed(address: string, nowMs: number): void;
}

export function createBans(): Bans {
  const failures = new Map<string, number[]>();
  return {
    isBanned: (address) => {
      const times = failures.get(address) ?? [];
      if (times.length >= MAX_FAILURES) return true;
      return times.some((atMs, at) => {
        const last = times[at + MIN_FAILURES - 1];
        return last !== undefined && last - atMs <= MIN_FAILURE_TIME_MS;
      });
    },
    failed: (address, nowMs) => {
      failures.set(address, [...(failures.get(address) ?? []), nowMs]);
    },
  };
}
