import type { SteamApiError } from './steam-api.ts';

const FIRST_MS = 1_000;
const MAX_MS = 15 * 60_000;
/** A wrong key does not get right by itself. */
const REJECTED_MS = 60 * 60_000;
const MAX_RETRY_AFTER_MS = 60 * 60_000;

/**
 * How long to leave Steam alone after so many failures in a row (1 = the first): 1, 2, 4 … s up to 15 min, and as long as Steam asks
 * for; an hour if it rejects the key. Up to a quarter longer by `random` (0 to 1), so that not everybody comes back at once.
 */
export function backoffMs(
  failures: number,
  error: Pick<SteamApiError, 'kind' | 'retryAfterMs'>,
  random: number,
): number {
  const grown =
    error.kind === 'rejected' ? REJECTED_MS : FIRST_MS * 2 ** Math.min(failures - 1, 20);
  const own = error.kind === 'rejected' ? grown : Math.min(grown, MAX_MS);
  const asked = Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.round(Math.max(own, asked) * (1 + random / 4));
}
