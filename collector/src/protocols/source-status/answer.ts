export type AnswerFormat =
  'source' | 'source2' | 'goldsrc' | 'status-json' | 'rust' | 'squad' | 'palworld';

/** The row of a human, as printed. */
export interface ParsedPlayer {
  /** SteamID64; null while the id is pending, where it is no person's, and where the game does not tell it. */
  readonly playerId: bigint | null;
  /** Exactly as printed, control bytes and trailing blanks among it. */
  readonly name: string;
  readonly connectedSeconds: number | null;
  /** Milliseconds. */
  readonly ping: number | null;
  readonly userId: number | null;
  /** Percent of packets lost. */
  readonly loss: number | null;
  /** `active`, `spawning`, `connecting`, `challenging` and the like. */
  readonly state: string | null;
  /** GoldSrc's frags. */
  readonly score: number | null;
  /** Personal data: never leaves the parser, except for tests that compare it with the printed column. */
  readonly address: string | null;
  /** Palworld's own number of the player. */
  readonly gameId: string | null;
}

/** What the text of a `status` (or its relatives) says. What it does not say is null. */
export interface ParsedAnswer {
  readonly format: AnswerFormat;
  readonly hostname: string | null;
  readonly map: string | null;
  /** As the header counts them; GoldSrc, which counts all in one, has its human rows here. */
  readonly humans: number | null;
  readonly maxPlayers: number | null;
  /** As the header counts them: L4D counts no infected, TF2 counts SourceTV. */
  readonly bots: number | null;
  readonly hibernating: boolean | null;
  /** Whether a lobby holds the server. */
  readonly reserved: boolean | null;
  /** The lobby's id in hexadecimal. */
  readonly reservation: string | null;
  /** An old header, whose `humans` counts bots too. */
  readonly totalOnly: boolean;
  /** GoldSrc: everybody, HLTV proxies among them. */
  readonly totalActive: number | null;
  /** The row count of a footer (`9 users`). */
  readonly footerCount: number | null;
  /** Humans in printed order; one id may stand there twice. */
  readonly roster: readonly ParsedPlayer[];
  readonly botNames: readonly string[];
  /** Rows of HLTV and replay proxies. */
  readonly relays: number;
  /** Text is missing or damaged: whoever is not in the roster may be in the game all the same. */
  readonly truncated: boolean;
  /** Rows without ids: they are told by another command only (CS2's `status_json`). */
  readonly needsIds: boolean;
}

/** A row whose columns are those of most games. */
export function player(
  row: Pick<ParsedPlayer, 'playerId' | 'name'> & Partial<ParsedPlayer>,
): ParsedPlayer {
  return {
    connectedSeconds: null,
    ping: null,
    userId: null,
    loss: null,
    state: null,
    score: null,
    address: null,
    gameId: null,
    ...row,
  };
}
