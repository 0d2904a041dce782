import { UserError } from '@rollcall/shared';
import { checkCommand } from '../protocols/source-rcon/command.ts';

const INDIVIDUAL_BASE = 76_561_197_960_265_728n;

/** How a server prints ids, and so how it is to be given them. */
export type IdForm = 'STEAM_0' | 'STEAM_1' | 'U';

/**
 * One argument in quotes. Whatever it holds, it ends where it should: no quote, `;` or line break is left in it that could begin
 * another command, and nothing that steers a terminal or the game's own chat.
 */
export function quoted(text: string): string {
  const safe = text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll('"', "'")
    .replaceAll(';', ',')
    .trim();
  return `"${safe}"`;
}

/**
 * The id as the engine takes it, unquoted: it puts `STEAM_`, `:` and the digits, which its tokenizer has taken apart, together again.
 */
export function printId(playerId: bigint, form: IdForm): string {
  const account = playerId - INDIVIDUAL_BASE;
  if (account <= 0n || account > 0xffff_ffffn)
    throw new UserError('that is no Steam id of a person');
  return form === 'U' ? `[U:1:${account}]` : `${form}:${account & 1n}:${account >> 1n}`;
}

/** The form in which a `status` prints ids; that of Left 4 Dead 2 where nobody is on. */
export function idFormIn(status: string): IdForm {
  // At the place of a column, not in somebody's name.
  if (/" +\[U:1:\d+\]/.test(status)) return 'U';
  return /" +STEAM_0:[01]:\d/.test(status) ? 'STEAM_0' : 'STEAM_1';
}

/** Whom to kick: by the number of the connection where it is known, which nobody else can have. */
export interface Kicked {
  readonly userId: number | null;
  readonly playerId: bigint | null;
}

export function kickLine(
  { userId, playerId }: Kicked,
  form: IdForm,
  reason: string | null,
): string {
  if (userId === null && playerId === null) {
    throw new UserError('the server tells neither a number nor an id of this player');
  }
  const whom = userId === null ? printId(playerId ?? 0n, form) : String(userId);
  return checked(reason === null ? `kickid ${whom}` : `kickid ${whom} ${quoted(reason)}`);
}

/** `minutes` 0 = for ever. */
export function banLine(playerId: bigint, form: IdForm, minutes: number): string {
  if (!Number.isInteger(minutes) || minutes < 0) throw new UserError('a ban lasts whole minutes');
  return checked(`banid ${minutes} ${printId(playerId, form)}`);
}

export function unbanLine(playerId: bigint, form: IdForm): string {
  return checked(`removeid ${printId(playerId, form)}`);
}

/** Without it a ban for ever ends with the process. */
export const SAVE_BANS_LINE = 'writeid';

/** @throws UserError where nothing is left to say, or it is too long for one line */
export function sayLine(text: string): string {
  const message = quoted(text);
  if (message === '""') throw new UserError('there is nothing to say', { exitCode: 2 });
  return checked(`say ${message}`);
}

function checked(line: string): string {
  checkCommand(line);
  return line;
}

/** The line in which a server says that it did not do what it was told; null where there is none. */
export function refusalIn(answer: string): string | null {
  const refusals =
    /^\s*(?:(?:Unknown command|Usage|Can't|Cannot|Couldn't|Could not|Invalid)\b.*|(?:kickid|banid|removeid|userid)\b.*not found\W*)$/im;
  return refusals.exec(answer)?.[0].trim() ?? null;
}
