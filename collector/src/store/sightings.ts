import { storable } from './storable.ts';

/** A name or a player, and when it was seen first and last in a batch. */
export interface Sighting {
  readonly playerId: bigint;
  readonly name: string;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** Whether what is stored of it falls behind: not so for the beginning of a session, which tells by itself that the player is there. */
  readonly stale: boolean;
}

/** Who was seen under which names in one batch. */
export class Sightings {
  readonly #players = new Map<bigint, Sighting>();
  readonly #names = new Map<string, Sighting>();

  add(playerId: bigint, givenName: string, at: Date, stale: boolean): void {
    const seen = { playerId, name: storable(givenName), firstAt: at, lastAt: at, stale };
    const key = `${String(playerId)} ${seen.name}`;
    this.#players.set(playerId, widened(this.#players.get(playerId), seen));
    this.#names.set(key, widened(this.#names.get(key), seen));
  }

  /** One a player, with the name used last; empty where none was told. */
  get players(): readonly Sighting[] {
    return [...this.#players.values()];
  }

  /** One a player and name; an empty name is none. */
  get names(): readonly Sighting[] {
    return [...this.#names.values()].filter(({ name }) => name !== '');
  }
}

function widened(before: Sighting | undefined, seen: Sighting): Sighting {
  if (before === undefined) return seen;
  const [last, other] = seen.lastAt >= before.lastAt ? [seen, before] : [before, seen];
  return {
    playerId: seen.playerId,
    name: last.name === '' ? other.name : last.name,
    firstAt: seen.firstAt < before.firstAt ? seen.firstAt : before.firstAt,
    lastAt: last.lastAt,
    stale: seen.stale || before.stale,
  };
}
