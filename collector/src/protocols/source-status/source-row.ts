import { parseSteamId } from '@rollcall/shared';
import type { Draft } from './draft.ts';
import { readHeaderLine } from './header-line.ts';
import { connectedSeconds, looksLikeTime, wholeNumber, words } from './text.ts';

/** Where a player's own console lets a header line run into a row: `…active 30000os      : Windows`. */
const GLUE =
  /\s(?:active|spawning|connecting|connected|challenging|timing)(?:\s+\d+)?(hostname|version|udp\/ip|tcp\/ip|os|type|map|players|tags|edicts|steamid|account|sourcetv|gotv)(?:\[\d\])?\s*:/;

/**
 * Reads the row of branches A to D and of GoldSrc that ends at `end`, and whose user id begins at `from`. Names are not escaped
 * and may imitate all of this, so a row is read from both of its ends: what follows the last quote is the server's own.
 */
export function readSourceRow(
  draft: Draft,
  text: string,
  from: number,
  end: number,
  whole: boolean,
): void {
  const userIdEnd = skipDigits(text, from);
  let open = skipBlanks(text, userIdEnd);
  const slotEnd = skipDigits(text, open);
  if (slotEnd > open) open = skipBlanks(text, slotEnd);
  if (open >= end || text.charCodeAt(open) !== 0x22) return;
  const close = text.lastIndexOf('"', end - 1);
  const name = text.slice(open + 1, close);
  const tail = words(text, close + 1, end);
  const number = wholeNumber(text.slice(from, userIdEnd));
  const isRow =
    close > open &&
    // GoldSrc has its user id after the name. A 64-bit id has more digits.
    (wholeNumber(tail[0]) !== null
      ? readGoldSrcTail(draft, name, tail, whole)
      : readTail(draft, number, name, tail, whole));
  if (isRow) return;
  const rest = text.slice(close + 1, end);
  const glue = GLUE.exec(rest);
  if (glue === null) {
    draft.damaged = true;
    return;
  }
  const [matched, key = ''] = glue;
  const header = glue.index + matched.lastIndexOf(key);
  readHeaderLine(draft, rest.slice(header));
  if (!readTail(draft, number, name, words(rest, 0, header), whole)) draft.damaged = true;
}

/** `id connected ping loss state [rate] [adr]`, or `id state [rate]` for who has no connection of their own. */
function readTail(
  draft: Draft,
  userId: number | null,
  name: string,
  tail: readonly string[],
  whole: boolean,
): boolean {
  const id = tail[0] ?? '';
  if (isNoPerson(id)) {
    if (tail.length > 1 && (tail.length > 3 || !isState(tail[1]))) {
      // HLTV proxies that connect from outside have all the columns.
      if (id === 'BOT' || !isState(tail[4])) return false;
    }
    addNoPerson(draft, id, name, whole);
    return true;
  }
  // Some mods leave the id out.
  const at = looksLikeTime(id) ? 0 : 1;
  const withoutChannel = isState(tail[at]) && tail.length <= at + 2;
  const stateAt = withoutChannel ? at : at + 3;
  const state = tail[stateAt];
  if (!isState(state) || tail.length > stateAt + 3) return false;
  const afterState = tail[stateAt + 1];
  const address = tail[wholeNumber(afterState) === null ? stateAt + 1 : stateAt + 2] ?? null;
  if (tail.length === stateAt + 3 && wholeNumber(afterState) === null) return false;
  // The last row of a text that breaks off: its end may be that of a name which imitates a row.
  if (!whole && draft.addressColumn && address === null) return false;
  draft.roster.push({
    playerId: at === 0 ? null : parseSteamId(id),
    name,
    connectedSeconds: withoutChannel ? null : connectedSeconds(tail[at]),
    ping: withoutChannel ? null : wholeNumber(tail[at + 1]),
    userId,
    loss: withoutChannel ? null : wholeNumber(tail[at + 2]),
    state,
    score: null,
    address,
    gameId: null,
  });
  return true;
}

/** `userid id frags|hltv:a/b delay:n connected ping loss [adr]`. */
function readGoldSrcTail(
  draft: Draft,
  name: string,
  tail: readonly string[],
  whole: boolean,
): boolean {
  const id = tail[1] ?? '';
  const at = tail[2]?.startsWith('hltv:') === true ? 4 : 3;
  if (tail.length < at + 3 || tail.length > at + 4) return false;
  const address = tail[at + 3] ?? null;
  if (!whole && address === null && !isNoPerson(id)) return false;
  draft.branch = 'goldsrc';
  if (isNoPerson(id)) {
    addNoPerson(draft, id, name, whole);
    return true;
  }
  draft.roster.push({
    playerId: parseSteamId(id),
    name,
    connectedSeconds: connectedSeconds(tail[at]),
    ping: wholeNumber(tail[at + 1]),
    userId: wholeNumber(tail[0]),
    loss: wholeNumber(tail[at + 2]),
    state: null,
    score: wholeNumber(tail[2]),
    address,
    gameId: null,
  });
  return true;
}

export function isNoPerson(id: string): boolean {
  return id === 'BOT' || id === 'HLTV' || id === 'REPLAY';
}

export function addNoPerson(draft: Draft, id: string, name: string, whole: boolean): void {
  if (id === 'BOT') draft.botNames.push(name);
  else draft.relays += 1;
  if (!whole) draft.brokeOffInBot = true;
}

const KNOWN_STATES: ReadonlySet<string> = new Set([
  'active',
  'spawning',
  'connecting',
  'connected',
  'challenging',
  'timing',
]);

/** A word; if it begins with a known state it is exactly that, and no header line has run into it. */
const OTHER_STATE = /^(?!active|spawning|connecting|connected|challenging|timing)[a-zA-Z]{1,20}$/;

const isState = (word: string | undefined): word is string =>
  word !== undefined && (word === 'active' || KNOWN_STATES.has(word) || OTHER_STATE.test(word));

export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === 0x20 || line.charCodeAt(at) === 0x09) at += 1;
  return at;
}

function skipDigits(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) >= 0x30 && line.charCodeAt(at) <= 0x39) at += 1;
  return at;
}
