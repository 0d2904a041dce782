/** A human as an observation tells them. */
interface Entry {
  readonly playerId: bigint | null;
  readonly name: string;
  readonly connectedSeconds: number | null;
  readonly ping: number | null;
  readonly userId: number | null;
}

/** Where a row tells what changes all the time: from `from` on the time, the ping and the loss, up to `to`. */
interface Numbers {
  readonly from: number;
  readonly to: number;
}

const NEWLINE = 0x0a;
const HASH = 0x23;
const QUOTE = 0x22;
const BLANK = 0x20;
const COLON = 0x3a;
const ZERO = 0x30;
const MAX_DIGITS = 9;
const MAX_HOUR_DIGITS = 5;
/** Shorter pieces are compared faster here than by a call into Node. */
const LONG_BYTES = 256;

/**
 * A `status` that was parsed, to recognise the next one that says the same: only times, pings and losses may differ, in the rows of
 * Source and its relatives. That is nearly every answer, and costs a fifth of parsing it. It has no grammar of its own: whatever differs
 * in any other way, or looks odd, is for the parser.
 */
export class RepeatedStatus {
  readonly #bytes: Buffer;
  readonly #rows: readonly Numbers[];
  readonly #roster: readonly Entry[];

  private constructor(bytes: Buffer, rows: readonly Numbers[], roster: readonly Entry[]) {
    // Not as it is: a part of Node's pool, kept by every connection, would keep all of it.
    this.#bytes = Buffer.allocUnsafeSlow(bytes.length);
    bytes.copy(this.#bytes);
    this.#rows = rows;
    this.#roster = roster;
  }

  /** Null where the rows of `bytes` cannot be told to be those of `roster`, which the parser has read in them. */
  static of(bytes: Buffer, roster: readonly Entry[]): RepeatedStatus | null {
    const rows = roster.length === 0 ? [] : rowsOf(bytes);
    const repeated = new RepeatedStatus(bytes, rows, roster);
    const again = rows.length === roster.length ? repeated.again(bytes) : null;
    const isSame = again?.every((entry, at) => {
      const told = roster[at];
      return entry.connectedSeconds === told?.connectedSeconds && entry.ping === told.ping;
    });
    return isSame === true ? repeated : null;
  }

  /** The roster with the times and pings of `bytes`; the same one as before where nobody is on. Null where more has changed. */
  again(bytes: Buffer): readonly Entry[] | null {
    const before = this.#bytes;
    const roster: Entry[] = [];
    const reader = new NumberReader(bytes);
    let from = 0;
    for (let row = 0; row < this.#rows.length; row += 1) {
      const numbers = this.#rows[row];
      const entry = this.#roster[row];
      if (numbers === undefined || entry === undefined) return null;
      const length = numbers.from - from;
      if (!isSame(before, from, bytes, reader.at, length)) return null;
      reader.at += length;
      const connectedSeconds = reader.time();
      const ping = reader.number();
      if (connectedSeconds < 0 || ping < 0 || reader.number() < 0) return null;
      const { playerId, name, userId } = entry;
      roster.push({ playerId, name, connectedSeconds, ping, userId });
      from = numbers.to;
    }
    const length = before.length - from;
    if (bytes.length - reader.at !== length) return null;
    if (!isSame(before, from, bytes, reader.at, length)) return null;
    return this.#roster.length === 0 ? this.#roster : roster;
  }
}

/** Rows whose last quote is followed by an id, a time and two numbers. */
function rowsOf(bytes: Buffer): readonly Numbers[] {
  const rows: Numbers[] = [];
  const reader = new NumberReader(bytes);
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    // In the line alone: a hundred thousand lines without a quote would each be searched back to the first one.
    const quote = bytes[start] === HASH ? bytes.subarray(start, end).lastIndexOf(QUOTE) : -1;
    if (quote > 0) {
      reader.at = start + quote + 1;
      reader.skipWord();
      reader.skipBlanks();
      const from = reader.at;
      const isRow = reader.time() >= 0 && reader.number() >= 0 && reader.number() >= 0;
      if (isRow && reader.at <= end) rows.push({ from, to: reader.at });
    }
    start = end + 1;
  }
  return rows;
}

/** Reads numbers byte by byte; what is none, or is written in another way than the engine writes it, is -1. */
class NumberReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Seconds from `MM:SS` or `H:MM:SS`. */
  time(): number {
    const start = this.at;
    const first = this.#digits(MAX_HOUR_DIGITS);
    const firstLength = this.at - start;
    if (first < 0 || this.#bytes[this.at] !== COLON) return -1;
    const second = this.#sixtieths();
    if (second < 0) return -1;
    if (this.#bytes[this.at] !== COLON) {
      return firstLength === 2 && first < 60 ? first * 60 + second : -1;
    }
    const third = this.#sixtieths();
    return third < 0 ? -1 : first * 3_600 + second * 60 + third;
  }

  /** A number with at least one blank before it. */
  number(): number {
    if (this.#bytes[this.at] !== BLANK) return -1;
    this.skipBlanks();
    return this.#digits(MAX_DIGITS);
  }

  skipBlanks(): void {
    while (this.#bytes[this.at] === BLANK) this.at += 1;
  }

  skipWord(): void {
    this.skipBlanks();
    while ((this.#bytes[this.at] ?? 0) > BLANK) this.at += 1;
  }

  /** Two digits behind a colon. */
  #sixtieths(): number {
    this.at += 1;
    const start = this.at;
    const value = this.#digits(2);
    return this.at - start === 2 && value < 60 ? value : -1;
  }

  #digits(most: number): number {
    const start = this.at;
    let value = 0;
    for (;;) {
      const digit = (this.#bytes[this.at] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.at += 1;
      if (this.at - start > most) return -1;
    }
    return this.at === start ? -1 : value;
  }
}

function isSame(
  before: Buffer,
  beforeAt: number,
  bytes: Buffer,
  at: number,
  length: number,
): boolean {
  if (at + length > bytes.length) return false;
  if (length >= LONG_BYTES) {
    return bytes.compare(before, beforeAt, beforeAt + length, at, at + length) === 0;
  }
  for (let offset = 0; offset < length; offset += 1) {
    if (before[beforeAt + offset] !== bytes[at + offset]) return false;
  }
  return true;
}
