/** Above all accounts that exist. */
const FIRST_PLAYER = 76_561_197_960_265_728n + 4_100_000_000n;
/** So many ids belong to one server; those of regulars come last. */
const PLAYERS_A_SERVER = 2_000;

/**
 * Of those who join so many have been there before. On busy public servers one session in seven or eight is somebody's first; a third
 * of the people of a day are new, but who is new comes once and regulars come often.
 */
export const REGULARS = 0.85;
/** So many people come to a server again and again. */
const REGULARS_A_SERVER = 40;
const FIRST_REGULAR = PLAYERS_A_SERVER - REGULARS_A_SERVER;

export interface Person {
  readonly playerId: bigint;
  readonly name: string;
}

/** The player with this number of a server. */
export function person(server: number, number: number): Person {
  const playerId = FIRST_PLAYER + BigInt(server * PLAYERS_A_SERVER + number);
  return { playerId, name: `Player ${server}-${number}` };
}

/** Those who come to a server again and again. */
export function regulars(server: number): readonly Person[] {
  return Array.from({ length: REGULARS_A_SERVER }, (_, at) => person(server, FIRST_REGULAR + at));
}
