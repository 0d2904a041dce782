import type { ParsedAnswer, ParsedPlayer } from './answer.ts';

const MAX_CHARACTERS = 128;
const UNCLEAN = /[\p{Cc}\p{Cs}]/u;
const UNCLEAN_ALL = new RegExp(UNCLEAN, 'gu');

type RosterEntry = Pick<ParsedPlayer, 'playerId' | 'name' | 'connectedSeconds' | 'ping' | 'userId'>;

/** The same shape as `Observation`, which is a step further on than a codec may look. */
interface Observed extends Pick<ParsedAnswer, 'map' | 'maxPlayers' | 'bots' | 'hibernating'> {
  readonly players: number | null;
  readonly complete: boolean;
  readonly roster: readonly RosterEntry[];
}

/** What an answer tells about the server, cleaned of hostile bytes and without any player's address. */
export function toObservation(answer: ParsedAnswer): Observed {
  const map = cleaned(answer.map ?? '').trim();
  return {
    map: map === '' ? null : map,
    players: humansOf(answer),
    maxPlayers: answer.maxPlayers,
    bots: answer.bots,
    hibernating: answer.hibernating,
    complete: isComplete(answer),
    roster: distinct(answer.roster).map(({ playerId, name, connectedSeconds, ping, userId }) => ({
      playerId,
      name: cleaned(name),
      connectedSeconds,
      ping,
      userId,
    })),
  };
}

function humansOf({ humans, totalOnly, botNames, relays }: ParsedAnswer): number | null {
  if (humans === null || !totalOnly) return humans;
  return Math.max(0, humans - botNames.length - relays);
}

/** Whether nobody can be in the game without being in the roster (rule P9). */
function isComplete(answer: ParsedAnswer): boolean {
  // Whoever has a row but no id yet may be anybody, also somebody whose session is open.
  if (answer.truncated || answer.needsIds) return false;
  const rows = answer.roster.length + answer.botNames.length + answer.relays;
  switch (answer.format) {
    case 'squad':
    case 'palworld':
      return true;
    case 'goldsrc':
      // Some builds leave HLTV out of `active`; the footer counts the rows themselves.
      return answer.footerCount === rows && (answer.totalActive ?? rows) <= rows;
    case 'source':
    case 'source2':
    case 'status-json':
    case 'rust':
      if (!answer.totalOnly) return answer.humans === answer.roster.length;
      return answer.humans === rows || answer.humans === rows - answer.relays;
  }
}

/** A connection that timed out can stand beside its successor for a moment: the younger one is real (rule P11). */
function distinct(roster: readonly ParsedPlayer[]): readonly ParsedPlayer[] {
  const ids = new Set(roster.map(({ playerId }) => playerId));
  if (ids.size === roster.length) return roster;
  const youngest = new Map<bigint, ParsedPlayer>();
  for (const row of roster) {
    if (row.playerId === null) continue;
    const other = youngest.get(row.playerId);
    if (other === undefined || age(row) < age(other)) youngest.set(row.playerId, row);
  }
  return roster.filter((row) => row.playerId === null || youngest.get(row.playerId) === row);
}

function age({ connectedSeconds }: ParsedPlayer): number {
  return connectedSeconds ?? Infinity;
}

/** A part of a text keeps all of it in memory; names and maps are kept for hours. */
function detached(part: string): string {
  return Buffer.from(part).toString();
}

/** Without control characters and halves of characters, which Postgres and terminals choke on; bounded. */
function cleaned(text: string): string {
  if (text.length <= MAX_CHARACTERS && !UNCLEAN.test(text)) return detached(text);
  return Array.from(text.slice(0, 4 * MAX_CHARACTERS).replaceAll(UNCLEAN_ALL, ''))
    .slice(0, MAX_CHARACTERS)
    .join('');
}
