import { INTERVAL_MS } from './plan.ts';
import type { Journal, Poll } from './journal.ts';

/** An answer more or less, and the time it takes. */
const HIDDEN_MS = INTERVAL_MS + 1_500;

/**
 * Whether somebody whose session is open has been hidden by incomplete answers for a while. The database does not tell when each
 * player was last seen, so if the collector ends now and they rejoin unseen, nobody can tell one connection from the other.
 */
export function mustNotKillNow({ polls }: Journal): boolean {
  const newest = new Map<number, Poll>();
  const known = new Map<object, Poll>();
  for (const poll of polls) {
    if (!poll.outcome.ok) continue;
    newest.set(poll.serverId, poll);
    if (poll.outcome.seen.complete) {
      for (const [connection, seen] of known) {
        if (seen.serverId === poll.serverId) known.delete(connection);
      }
    }
    for (const { connection } of poll.shown) known.set(connection, poll);
  }
  return [...known.values()].some(
    (seen) => (newest.get(seen.serverId)?.askedAt ?? 0) - seen.askedAt > HIDDEN_MS,
  );
}
