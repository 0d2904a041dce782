/** What the floor keeps of a player between two answers. */
export interface ScannedRow {
  /** The bytes from the user id to the Steam id: as long as they stay the same, so do name and id. */
  readonly key: Buffer;
  readonly name: string;
  readonly steamId: bigint;
  connectedSeconds: number;
  ping: number;
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const QUOTE = 0x22;
const BLANK = 0x20;
const COLON = 0x3a;
const ZERO = 0x30;
const FIRST_ID = 76_561_197_960_265_728n;

/** Reads the players of a `status` byte by byte, into `rows` of the answer before; returns how many there are. */
export function scanStatus(bytes: Buffer, rows: ScannedRow[]): number {
  let players = 0;
  for (let start = 0; start < bytes.length;) {
    let end = bytes.indexOf(NEWLINE, start);
    if (end === -1) end = bytes.length;
    if (bytes[start] === HASH && scanRow(bytes, start, end, players, rows)) players += 1;
    start = end + 1;
  }
  rows.length = players;
  return players;
}

function scanRow(
  bytes: Buffer,
  start: number,
  end: number,
  at: number,
  rows: ScannedRow[],
): boolean {
  let close = end - 1;
  while (close > start && bytes[close] !== QUOTE) close -= 1;
  if (close === start) return false;
  const id = skipBlanks(bytes, close + 1);
  const idEnd = skipWord(bytes, id);
  // A bot: its word is shorter than any id.
  if (idEnd - id < 5) return false;
  const time = skipBlanks(bytes, idEnd);
  const timeEnd = skipWord(bytes, time);
  const connectedSeconds = scanTime(bytes, time, timeEnd);
  const ping = scanNumber(bytes, skipBlanks(bytes, timeEnd));
  const known = rows[at];
  if (known?.key.compare(bytes, start, idEnd) === 0) {
    known.connectedSeconds = connectedSeconds;
    known.ping = ping;
    return true;
  }
  const open = bytes.indexOf(QUOTE, start);
  rows[at] = {
    key: Buffer.from(bytes.subarray(start, idEnd)),
    name: bytes.toString('utf8', open + 1, close),
    steamId: steamIdOf(bytes.toString('latin1', id, idEnd)),
    connectedSeconds,
    ping,
  };
  return true;
}

/** `STEAM_1:Y:Z` or `[U:1:N]`. */
function steamIdOf(text: string): bigint {
  const [, second = '0', third = '0'] = text.split(':');
  const account = text.startsWith('[')
    ? Number.parseInt(third, 10)
    : Number(third) * 2 + Number(second);
  return FIRST_ID + BigInt(account);
}

function scanTime(bytes: Buffer, from: number, to: number): number {
  let seconds = 0;
  let part = 0;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === COLON) {
      seconds = (seconds + part) * 60;
      part = 0;
    } else part = part * 10 + byte - ZERO;
  }
  return seconds + part;
}

function scanNumber(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

function skipBlanks(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === BLANK) at += 1;
  return at;
}

function skipWord(bytes: Buffer, from: number): number {
  let at = from;
  while ((bytes[at] ?? 0) > BLANK) at += 1;
  return at;
}
