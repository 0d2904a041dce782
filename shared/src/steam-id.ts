/** SteamID64 of the individual account 0 in the public universe (`[U:1:0]`). */
const INDIVIDUAL_BASE = 76561197960265728n;
const MAX_ACCOUNT = 0xffff_ffff;

/**
 * The SteamID64 of a person from any printed form: `STEAM_X:Y:Z` (X is ignored, Y is the low bit), `[U:1:N]` or 17 digits.
 * Null for anything that is no person's id (`BOT`, `HLTV`, pending, game servers, forged ones, …).
 */
export function parseSteamId(text: string): bigint | null {
  // Scanned by hand: the collector reads hundreds of thousands of these a minute.
  if (text.startsWith('STEAM_')) return fromSteam2(text);
  if (text.startsWith('[U:1:') && text.endsWith(']')) return fromSteam3(text);
  if (text.length === 17 && text.startsWith('7656') && !Number.isNaN(digits(text, 4, 17))) {
    return fromAccount(Number(BigInt(text) - INDIVIDUAL_BASE));
  }
  return null;
}

/** The other two forms of a person's SteamID64, as games print them: `STEAM_1:Y:Z` and `[U:1:N]`. */
export function steamIdForms(id: bigint): { readonly steam2: string; readonly steam3: string } {
  const account = id - INDIVIDUAL_BASE;
  return { steam2: `STEAM_1:${account % 2n}:${account / 2n}`, steam3: `[U:1:${account}]` };
}

function fromSteam2(text: string): bigint | null {
  // Universe 0 as old engines print it, 1 as newer ones do. Others are forged on servers without Steam.
  const universe = text[6];
  const low = text[8];
  if ((universe !== '0' && universe !== '1') || text[7] !== ':' || text[9] !== ':') return null;
  if (low !== '0' && low !== '1') return null;
  return fromAccount(digits(text, 10, text.length) * 2 + (low === '1' ? 1 : 0));
}

/** `[U:1:N]`, or `[U:1:N:1]` with the instance that every person has. */
function fromSteam3(text: string): bigint | null {
  const instance = text.indexOf(':', 5);
  if (instance === -1) return fromAccount(digits(text, 5, text.length - 1));
  return text.slice(instance) === ':1]' ? fromAccount(digits(text, 5, instance)) : null;
}

/** The number between `from` and `to`, leading zeros allowed; NaN where something else than a digit stands, or nothing. */
function digits(text: string, from: number, to: number): number {
  if (to <= from || to - from > 20) return NaN;
  let value = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function fromAccount(account: number): bigint | null {
  return account > 0 && account <= MAX_ACCOUNT ? INDIVIDUAL_BASE + BigInt(account) : null;
}
