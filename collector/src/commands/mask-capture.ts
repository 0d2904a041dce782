import { createHmac, randomBytes } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** Addresses that tell nothing of anybody: private, loopback, link-local and relayed (169.254), documentation, unspecified. */
const HARMLESS =
  /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|255\.)/;
const HARMLESS_V6 = /^(?:::1?|fe80:.*|f[cd][0-9a-f]{2}:.*|2001:db8:.*)$/i;
const MAX_TRIES = 1_000;

/**
 * The answer with the ids and addresses of players replaced by others of the same length, the same one always by the same one,
 * so that columns still line up and it parses as before. Nobody can get back: the key is random. Names stand as they were.
 */
export function maskCapture(text: string, key: Buffer = randomBytes(32)): string {
  const replace = replacer(key);
  return text
    .split('\n')
    .map((line) => maskLine(line, replace))
    .join('\n');
}

type Replace = (kind: string, original: string, make: (random: Digits) => string) => string;

/** Endless random digits. */
interface Digits {
  /** A number from `low` to `high`, both included. */
  readonly from: (low: number, high: number) => number;
  readonly number: (length: number) => string;
  readonly hex: (length: number) => string;
}

function maskLine(line: string, replace: Replace): string {
  // "version : 2.2.4.3 9309" looks like an address and is none.
  if (/^version\s*:/.test(line)) return line;
  return line
    .replace(/\bSTEAM_(\d):([01]):(\d+)/g, (_all, x: string, y: string, z: string) => {
      const masked = replace('steam2', `${y}:${z}`, (random) => account(random, z));
      return `STEAM_${x}:${y}:${masked}`;
    })
    .replace(/\[([A-Za-z]):(\d):(\d+)((?::\d+)?)\]/g, (_all, ...parts: string[]) => {
      const [letter = '', universe = '', n = '', instance = ''] = parts;
      const masked = replace('steam3', n, (random) => account(random, n));
      return `[${letter}:${universe}:${masked}${instance}]`;
    })
    .replace(/(?<![\d.])7656119\d{10}(?!\d)/g, (id) =>
      // All of these are individual accounts, whatever the nine digits.
      replace('steam64', id, (random) => `76561198${random.number(9)}`),
    )
    .replace(/(?<![\d.])[89]\d{16}(?!\d)/g, (id) =>
      replace('server', id, (random) => `${id.slice(0, 3)}${random.number(14)}`),
    )
    .replace(/(\breserved )([0-9a-f]{2,16})\b/g, (_all, before: string, cookie: string) => {
      return before + replace('lobby', cookie, (random) => random.hex(cookie.length));
    })
    .replace(/\b[0-9a-f]{32}\b/gi, (guid) =>
      replace('guid', guid, (random) => sameCase(guid, random.hex(32))),
    )
    .replace(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g, (address) => {
      if (!isIPv4(address) || HARMLESS.test(address)) return address;
      return replace('ipv4', address, (random) => addressLike(address, random));
    })
    .replace(/(?<![\w:])[0-9a-f:]{7,39}(?![\w])/gi, (address) => {
      if (!isIPv6(address) || HARMLESS_V6.test(address)) return address;
      // A name may be spelled like a short one.
      if (address.split(':').filter((part) => part !== '').length < 3) return address;
      return replace('ipv6', address, (random) =>
        address.replace(/[0-9a-f]+/gi, (part) => random.hex(part.length)),
      );
    });
}

function replacer(key: Buffer): Replace {
  const known = new Map<string, string>();
  const taken = new Set<string>();
  return (kind, original, make) => {
    const id = `${kind} ${original}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    let masked = original;
    // Two people must not become one; of very short ids there may be none left.
    for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
      masked = make(digits(key, `${id} ${attempt}`));
      if (masked !== original && !taken.has(`${kind} ${masked}`)) break;
    }
    known.set(id, masked);
    taken.add(`${kind} ${masked}`);
    return masked;
  };
}

function digits(key: Buffer, seed: string): Digits {
  let count = 0;
  let bytes: readonly number[] = [];
  const next = (): number => {
    if (bytes.length === 0) {
      bytes = [...createHmac('sha256', key).update(`${seed} ${count++}`).digest()];
    }
    const [first = 0, ...rest] = bytes;
    bytes = rest;
    return first;
  };
  const from = (low: number, high: number) =>
    low + ((next() * 65_536 + next() * 256 + next()) % (high - low + 1));
  const number = (length: number) => Array.from({ length }, () => String(from(0, 9))).join('');
  const hex = (length: number) =>
    // The first one not zero, as a number without leading zeros is printed.
    Array.from({ length }, (_, at) => from(at === 0 ? 1 : 0, 15).toString(16)).join('');
  return { from, number, hex };
}

/** A number of the same length that fits into 32 bits; leading zeros and 0 itself stay. */
function account(random: Digits, original: string): string {
  const zeros = /^0*/.exec(original)?.[0] ?? '';
  const length = original.length - zeros.length;
  if (length === 0) return original;
  const first = random.from(1, length >= 10 ? 1 : 9);
  return `${zeros}${first}${random.number(length - 1)}`;
}

/** Each part as long as it was; the first one from a range without special networks. */
function addressLike(original: string, random: Digits): string {
  return original
    .split('.')
    .map((part, at) => {
      if (part.length === 1) return random.from(1, 9);
      if (part.length === 2) return random.from(11, 99);
      return at === 0 ? random.from(130, 160) : random.from(100, 255);
    })
    .join('.');
}

function sameCase(like: string, hex: string): string {
  return /[A-F]/.test(like) ? hex.toUpperCase() : hex;
}
