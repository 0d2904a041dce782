import type { Game } from './games.ts';
import { otherName, peopleOf, type Person } from './people.ts';
import { createRandom, type Random } from './random.ts';

/** A connection of a person to a simulated server. All times in milliseconds since 1970. */
export interface Visitor {
  readonly person: Person;
  readonly userId: number;
  readonly slot: number;
  readonly connectedAtMs: number;
  readonly leavesAtMs: number;
  readonly name: string;
  readonly basePing: number;
}

/** What happened on a simulated server: the truth that a history is held against. */
export type WorldEvent =
  | {
      readonly type: 'joined';
      readonly atMs: number;
      readonly accountId: number;
      readonly userId: number;
      readonly name: string;
    }
  | {
      readonly type: 'left';
      readonly atMs: number;
      readonly accountId: number;
      readonly userId: number;
    }
  | {
      readonly type: 'renamed';
      readonly atMs: number;
      readonly accountId: number;
      readonly name: string;
    }
  | { readonly type: 'map-changed'; readonly atMs: number; readonly map: string };

export interface WorldOptions {
  readonly seed: string;
  /** Number of the server in its fleet: decides who comes. */
  readonly server: number;
  readonly game: Game;
  readonly startMs: number;
  /** 2 = everything happens twice as often; clocks of connections keep their pace. */
  readonly speed: number;
}

/** How long Source asks a newcomer's Steam id to wait, and shows it as pending. */
export const PENDING_MS = 1_500;
/** How long players load a map after a change. */
export const LOADING_MS = 6_000;

const ARRIVAL_MEAN_MS = 40_000;
const STAY_MEAN_MS = 6 * 60_000;
const MAP_MEAN_MS = 7 * 60_000;
const REGULARS = 40;

/** One server's people and maps: the same for the same seed, however often and when it is asked. */
export class World {
  readonly game: Game;
  readonly events: WorldEvent[] = [];
  readonly #random: Random;
  readonly #people: readonly [Person, ...Person[]];
  readonly #speed: number;
  /** Some servers are busy, some mostly idle. */
  readonly #arrivalMeanMs: number;
  #visitors: readonly Visitor[] = [];
  /** People who reconnect at a given time. */
  #returning: readonly { readonly person: Person; readonly atMs: number }[] = [];
  #map: string;
  #mapChangedAtMs = -Infinity;
  #nextArrivalMs: number;
  #nextMapMs: number;
  #nextRenameMs: number;
  #lastUserId = 1;

  constructor(options: WorldOptions) {
    this.game = options.game;
    this.#random = createRandom(`${options.seed}/${String(options.server)}`);
    this.#people = peopleOf(options.server, REGULARS);
    this.#speed = options.speed;
    this.#arrivalMeanMs = ARRIVAL_MEAN_MS * (options.server % 3 === 2 ? 12 : 1);
    this.#map = this.#random.pick(options.game.maps);
    this.#nextArrivalMs = options.startMs + this.#after(this.#arrivalMeanMs / 4);
    this.#nextMapMs = options.startMs + this.#after(MAP_MEAN_MS);
    this.#nextRenameMs = options.startMs + this.#after(MAP_MEAN_MS);
  }

  get map(): string {
    return this.#map;
  }

  get visitors(): readonly Visitor[] {
    return this.#visitors;
  }

  get mapChangedAtMs(): number {
    return this.#mapChangedAtMs;
  }

  get hibernating(): boolean {
    return this.#visitors.length === 0;
  }

  /** Lets happen, in order, all that happens up to `nowMs`. */
  advanceTo(nowMs: number): void {
    for (;;) {
      const leaver = this.#visitors.reduce<Visitor | null>(
        (first, visitor) =>
          first === null || visitor.leavesAtMs < first.leavesAtMs ? visitor : first,
        null,
      );
      const [returner] = this.#returning;
      const atMs = Math.min(
        leaver?.leavesAtMs ?? Infinity,
        returner?.atMs ?? Infinity,
        this.#nextArrivalMs,
        this.#nextMapMs,
        this.#nextRenameMs,
      );
      if (atMs > nowMs) return;
      if (atMs === leaver?.leavesAtMs) this.#leave(leaver);
      else if (atMs === returner?.atMs) this.#return(returner.person, atMs);
      else if (atMs === this.#nextArrivalMs) this.#arrive(atMs);
      else if (atMs === this.#nextMapMs) this.changeMap(atMs, this.#random.pick(this.game.maps));
      else this.#rename(atMs);
    }
  }

  /** As `changelevel` does: everybody stays connected and loads the new map. */
  changeMap(atMs: number, map: string): void {
    this.#map = map;
    this.#mapChangedAtMs = atMs;
    this.#nextMapMs = atMs + 60_000 / this.#speed + this.#after(MAP_MEAN_MS);
    this.events.push({ type: 'map-changed', atMs, map });
  }

  #arrive(atMs: number): void {
    this.#nextArrivalMs = atMs + this.#after(this.#arrivalMeanMs);
    const person = this.#random.pick(this.#people);
    const isOn = this.#visitors.some((visitor) => visitor.person === person);
    const comesBack = this.#returning.some((returning) => returning.person === person);
    if (!isOn && !comesBack) this.#join(person, atMs);
  }

  #return(person: Person, atMs: number): void {
    this.#returning = this.#returning.slice(1);
    this.#join(person, atMs);
  }

  #join(person: Person, atMs: number): void {
    if (this.#visitors.length >= this.game.maxPlayers) return;
    const taken = new Set(this.#visitors.map((visitor) => visitor.slot));
    let slot = 1;
    while (taken.has(slot)) slot += 1;
    this.#lastUserId += 1;
    const visitor: Visitor = {
      person,
      userId: this.#lastUserId,
      slot,
      connectedAtMs: atMs,
      leavesAtMs: atMs + 5_000 + this.#after(STAY_MEAN_MS),
      name: person.name,
      basePing: this.#random.integer(12, 140),
    };
    this.#visitors = [...this.#visitors, visitor];
    const { accountId, name } = person;
    this.events.push({ type: 'joined', atMs, accountId, userId: visitor.userId, name });
  }

  #leave(visitor: Visitor): void {
    const atMs = visitor.leavesAtMs;
    this.#visitors = this.#visitors.filter((other) => other !== visitor);
    const { accountId } = visitor.person;
    this.events.push({ type: 'left', atMs, accountId, userId: visitor.userId });
    // "Retry" in the player's console, or a crashed game started again.
    if (!this.#random.chance(0.12)) return;
    const back = { person: visitor.person, atMs: atMs + 800 + this.#random.integer(0, 8_000) };
    this.#returning = [...this.#returning, back].sort((a, b) => a.atMs - b.atMs);
  }

  #rename(atMs: number): void {
    this.#nextRenameMs = atMs + this.#after(MAP_MEAN_MS);
    const [first, ...others] = this.#visitors;
    if (first === undefined) return;
    const who = this.#random.pick([first, ...others]);
    const name = otherName(who.person.name, this.#random);
    this.#visitors = this.#visitors.map((visitor) =>
      visitor === who ? { ...who, name } : visitor,
    );
    this.events.push({ type: 'renamed', atMs, accountId: who.person.accountId, name });
  }

  #after(meanMs: number): number {
    return Math.ceil(this.#random.around(meanMs) / this.#speed);
  }
}
