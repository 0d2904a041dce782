import { formatDuration } from '../../duration.ts';
import type { PlayerSession } from '../../queries/player-sessions.ts';

type Ending = Pick<PlayerSession, 'leftAt' | 'lastSeenAt' | 'endReason'>;

/** An end that is told to a few seconds, as polls come, needs no remark. */
const EXACT_SECONDS = 30;

const WORDS = {
  left: 'left',
  rejoined: 'connected anew; last seen',
  unreachable: 'the server fell silent; last seen',
  collector_gap: 'left while nobody watched; last seen',
  server_removed: 'the server was taken out of Rollcall',
} as const;

/** How a session ended, in words that a time follows, and how far that time may be from the truth. */
export function endOf(
  { leftAt, lastSeenAt, endReason }: Ending,
  stale: boolean,
): { readonly words: string; readonly uncertain: string | null } {
  if (endReason === null || leftAt === null) {
    return { words: stale ? 'in game when last seen' : 'in game', uncertain: null };
  }
  const seconds = lastSeenAt === null ? 0 : (leftAt.getTime() - lastSeenAt.getTime()) / 1_000;
  const uncertain = seconds > EXACT_SECONDS ? `or up to ${formatDuration(seconds)} before` : null;
  return { words: WORDS[endReason], uncertain };
}
