/** A human on a server, as one answer shows them. */
export interface RosterEntry {
  /** SteamID64; null while the id is pending or where the game does not tell it. */
  readonly playerId: bigint | null;
  /** As the server printed it, control characters removed, at most 128 characters. */
  readonly name: string;
  /** How long the connection has lasted; null where the game does not tell it. */
  readonly connectedSeconds: number | null;
  /** Milliseconds; null where the game does not tell it. */
  readonly ping: number | null;
  /** The server's number for this connection; another one is another connection. */
  readonly userId: number | null;
}

/** What one complete exchange with a server told. What the server does not tell is null, never invented. */
export interface Observation {
  readonly map: string | null;
  /** Humans, as the header counts them. */
  readonly players: number | null;
  readonly maxPlayers: number | null;
  /** Bots, as the header counts them. */
  readonly bots: number | null;
  readonly hibernating: boolean | null;
  /** Whether the roster accounts for every human the header counts; only then does a missing player mean that they left. */
  readonly complete: boolean;
  /** Humans only. */
  readonly roster: readonly RosterEntry[];
}
