const MARKS = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/gu;
const MARK_AT_START = /^[\p{Mn}\p{Me}\p{Cf}]/u;
/** Letters that stay whole when accents are taken away, and what they are looked for as; as `name_key` has it. */
const SPELLED: ReadonlyMap<string, string> = new Map([
  ...pairs('ςøđðłħŧı', 'σoddlhti'),
  ...pairs('ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ', 'abcdefghijklmnoprstuvwyz'),
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
]);

/** Whether this is so short that only names that begin with it are found: one or two Latin letters, digits or signs. */
export function isFoundAtStartOnly(wanted: string): boolean {
  return /^[\x20-\x7e]{1,2}$/.test(keyOf(wanted.trim()));
}

/** The name in three: before the part that was looked for, the part as it is written, and after it; null where it is not seen. */
export type NameMatch = readonly [before: string, match: string, after: string];

/**
 * Where a name contains what was looked for. Only for showing it: what matches is decided by `name_key` in the database, of which this is
 * the same for all but rare letters.
 */
export function matchInName(name: string, wanted: string): NameMatch | null {
  const part = keyOf(wanted.trim());
  if (part === '') return null;
  let key = '';
  // Of each character of the key, where in the name it came from.
  const origin: number[] = [];
  let at = 0;
  for (const character of name) {
    const piece = keyOf(character);
    if (!(piece === ' ' && key.endsWith(' '))) {
      origin.push(...Array.from({ length: piece.length }, () => at));
      key += piece;
    }
    at += character.length;
  }
  const found = key.indexOf(part);
  const from = origin[found];
  const last = origin[found + part.length - 1];
  if (from === undefined || last === undefined) return null;
  const to = endOfCharacter(name, last);
  return [name.slice(0, from), name.slice(from, to), name.slice(to)];
}

/** With the accents that follow it. */
function endOfCharacter(name: string, start: number): number {
  let end = start + String.fromCodePoint(name.codePointAt(start) ?? 0).length;
  while (MARK_AT_START.test(name.slice(end, end + 2))) {
    end += String.fromCodePoint(name.codePointAt(end) ?? 0).length;
  }
  return end;
}

function keyOf(text: string): string {
  const plain = text.replace(/\s+/g, ' ').normalize('NFKD').replace(MARKS, '').toLowerCase();
  return Array.from(plain, (character) => SPELLED.get(character) ?? character).join('');
}

function pairs(from: string, to: string): (readonly [string, string])[] {
  return Array.from(from, (letter, n) => [letter, to.charAt(n)] as const);
}
