/** What a game server knows about itself when somebody types `status`. */
export interface StatusFacts {
  readonly hostname: string;
  readonly map: string;
  readonly port: number;
  readonly maxPlayers: number;
  /** As the header counts them; not every game counts every bot that has a row. */
  readonly headerBots: number;
  readonly hibernating: boolean;
  /** The lobby that holds the server, in hexadecimal. */
  readonly reservation: string | null;
  readonly humans: readonly HumanRow[];
  readonly bots: readonly BotRow[];
}

export interface HumanRow {
  readonly userId: number;
  readonly slot: number;
  readonly name: string;
  /** SteamID64; null while Steam has not confirmed it. */
  readonly steamId: bigint | null;
  readonly connectedSeconds: number;
  readonly ping: number;
  readonly loss: number;
  readonly state: 'active' | 'spawning' | 'connecting';
  readonly address: string;
}

export interface BotRow {
  readonly userId: number;
  readonly name: string;
}

/** The account number of a SteamID64, `N` in `[U:1:N]`. */
function accountOf(steamId: bigint): number {
  return Number(steamId & 0xffff_ffffn);
}

/** `STEAM_X:Y:Z`, or what stands there while the id is pending. */
export function steam2(universe: 0 | 1, steamId: bigint | null): string {
  if (steamId === null) return 'STEAM_ID_PENDING';
  const account = accountOf(steamId);
  return `STEAM_${universe}:${account % 2}:${Math.floor(account / 2)}`;
}

/** `[U:1:N]`, or what stands there while the id is pending. */
export function steam3(steamId: bigint | null): string {
  return steamId === null ? 'STEAM_ID_PENDING' : `[U:1:${accountOf(steamId)}]`;
}

/** `MM:SS` below an hour, then `H:MM:SS`. */
export function clock(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}
