import type { ParsedAnswer } from './answer.ts';
import { parsePalworld, parseSquad } from './list-commands.ts';
import { parseSourceText } from './source-text.ts';
import { parseStatusJson } from './status-json.ts';

export type { ParsedAnswer, ParsedPlayer } from './answer.ts';
export { joinSteamIds } from './join-steam-ids.ts';
export { toObservation } from './to-observation.ts';

/**
 * What the answer to `status`, `status_json`, `ListPlayers` or `ShowPlayers` says; null where it is none of them. Any text may
 * come: it never throws, and the time it takes grows with the length only.
 */
export function parseRoster(text: string): ParsedAnswer | null {
  switch (firstCharacter(text)) {
    case '{':
      return parseStatusJson(text);
    // A Palworld row begins with a name, which may imitate anything: its head decides.
    case 'n':
      return parsePalworld(text) ?? parseSourceText(text);
    default:
      return (
        parseSourceText(text) ?? parseSquad(text) ?? parsePalworld(text) ?? parseStatusJson(text)
      );
  }
}

function firstCharacter(text: string): string {
  return /\S/.exec(text)?.[0] ?? '';
}
