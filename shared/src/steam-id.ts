/** SteamID64 of the individual account 0 in the public universe (`[U:1:0]`). */
const INDIVIDUAL_BASE = 76561197960265728n;
const MAX_ACCOUNT = 0xffff_ffffn;

const STEAM2 = /^STEAM_[0-5]:([01]):(\d{1,10})$/;
const STEAM3 = /^\[U:1:(\d{1,10})(?::1)?\]$/;
const STEAM64 = /^7656119\d{10}$/;

/**
 * The SteamID64 of a person from any printed form: `STEAM_X:Y:Z`, `[U:1:N]` or 17 digits. X is the universe as old or new
 * engines print it and is ignored; Y is the low bit. Null for anything that is no person's id (`BOT`, `HLTV`, pending, …).
 */
export function parseSteamId(text: string): bigint | null {
  const steam2 = STEAM2.exec(text);
  if (steam2) return fromAccount(BigInt(steam2[2] ?? '') * 2n + BigInt(steam2[1] ?? ''));
  const steam3 = STEAM3.exec(text);
  if (steam3) return fromAccount(BigInt(steam3[1] ?? ''));
  if (STEAM64.test(text)) return fromAccount(BigInt(text) - INDIVIDUAL_BASE);
  return null;
}

function fromAccount(account: bigint): bigint | null {
  return account > 0n && account <= MAX_ACCOUNT ? INDIVIDUAL_BASE + account : null;
}
