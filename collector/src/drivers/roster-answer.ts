import { ProtocolError } from '../errors.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import { parseRoster, type ParsedAnswer } from '../protocols/source-status/parse-answer.ts';

/** Eight times what the fullest server of any game says. */
const MAX_BYTES = 256 * 1_024;
/** More than any game seats. */
const MAX_ROSTER = 1_024;

/**
 * What the answer to a command says of who is on; null where it is not understood.
 *
 * @throws ProtocolError if it is longer than any game's: a server that invents players by the ten thousand would keep all others waiting,
 *   and fill the database.
 */
export function rosterAnswer(command: string, bytes: Buffer): ParsedAnswer | null {
  if (bytes.length > MAX_BYTES) {
    throw new ProtocolError(`an answer to "${command}" of more than ${MAX_BYTES} bytes`);
  }
  const answer = parseRoster(answerText(bytes));
  if (answer !== null && answer.roster.length > MAX_ROSTER) {
    throw new ProtocolError(`an answer to "${command}" with more than ${MAX_ROSTER} players`);
  }
  return answer;
}
