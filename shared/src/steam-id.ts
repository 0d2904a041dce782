/** SteamID64 of the individual account 0 in the public universe (`[U:1:0]`). */
const INDIVIDUAL_BASE = 76561197960265728n;
const MAX_ACCOUNT = 0xffff_ffff;

// Universe 0 as old engines print it, 1 as newer ones do. Others are forged on servers without Steam.
const STEAM2 = /^STEAM_[01]:([01]):(\d{1,20})$/;
const STEAM3 = /^\[U:1:(\d{1,20})(?::1)?\]$/;
const STEAM64 = /^7656\d{13}$/;

/**
 * The SteamID64 of a person from any printed form: `STEAM_X:Y:Z` (X is ignored, Y is the low bit), `[U:1:N]` or 17 digits.
 * Null for anything that is no person's id (`BOT`, `HLTV`, pending, game servers, forged ones, …).
 */
export function parseSteamId(text: string): bigint | null {
  const steam2 = STEAM2.exec(text);
  if (steam2) return fromAccount(Number(steam2[2]) * 2 + Number(steam2[1]));
  const steam3 = STEAM3.exec(text);
  if (steam3) return fromAccount(Number(steam3[1]));
  if (STEAM64.test(text)) return fromAccount(Number(BigInt(text) - INDIVIDUAL_BASE));
  return null;
}

function fromAccount(account: number): bigint | null {
  return account > 0 && account <= MAX_ACCOUNT ? INDIVIDUAL_BASE + BigInt(account) : null;
}
