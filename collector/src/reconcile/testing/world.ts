import type { Observation, RosterEntry } from '../../observation.ts';
import { playerId } from './scene.ts';

export interface WorldKind {
  /** Whether the game tells the number and the time of a connection. */
  readonly userIds: boolean;
  readonly times: boolean;
  /** Whether a map change sets the clocks of all connections back to zero (P6). */
  readonly resetsClocks: boolean;
}

/** What the world knows of a connection; times in milliseconds. */
export interface Connection {
  readonly player: number;
  readonly userId: number;
  readonly connectedAt: number;
  readonly idKnownAt: number;
  /** From when the game counts its time. */
  clockStart: number;
  disconnectedAt: number | null;
  name: string;
  /** By good answers that told its id: the first, what the game's clock said then, and the last. */
  seen: { readonly clockStart: number; last: number } | null;
}

/** Two connections of one player less than this apart may be taken for one where no user id is known. */
const MIN_REJOIN_MS = 15_000;

/** A game server as it really is: who is on it, and what it would answer. */
export class World {
  readonly connections: Connection[] = [];
  readonly kind: WorldKind;
  #map = 1;
  #userId = 2;
  #hiddenUntil = 0;
  #headerCountsHidden = false;
  #downUntil = 0;

  constructor(kind: WorldKind) {
    this.kind = kind;
  }

  isUp(now: number): boolean {
    return now >= this.#downUntil;
  }

  isHiding(now: number): boolean {
    return now < this.#hiddenUntil;
  }

  online(): Connection[] {
    return this.connections.filter((one) => one.disconnectedAt === null);
  }

  join(player: number, now: number, pendingMs: number): void {
    const last = this.connections.findLast((one) => one.player === player);
    if (!this.isUp(now) || last?.disconnectedAt === null) return;
    if (last !== undefined && now - last.connectedAt < MIN_REJOIN_MS) return;
    this.connections.push({
      player,
      userId: this.#userId,
      connectedAt: now,
      idKnownAt: now + pendingMs,
      clockStart: now,
      disconnectedAt: null,
      name: last?.name ?? `player ${player}`,
      seen: null,
    });
    this.#userId += 1;
  }

  leave(player: number, now: number): void {
    const connection = this.online().find((one) => one.player === player);
    if (connection !== undefined) connection.disconnectedAt = now;
  }

  rename(player: number, now: number): void {
    const connection = this.online().find((one) => one.player === player);
    if (connection !== undefined) connection.name = `player ${player} at ${now}`;
  }

  /** For `blinkMs` nobody is in the roster, whether or not the header counts them. */
  changeMap(now: number, blinkMs: number, headerCountsHidden: boolean): void {
    if (!this.isUp(now)) return;
    this.#map += 1;
    this.#hiddenUntil = now + blinkMs;
    this.#headerCountsHidden = headerCountsHidden;
    if (!this.kind.resetsClocks) return;
    for (const connection of this.online()) connection.clockStart = now;
  }

  /** Throws everybody out, is away for `downMs`, and counts its user ids from the beginning. */
  restart(now: number, downMs: number): void {
    for (const connection of this.online()) connection.disconnectedAt = now;
    this.#downUntil = now + downMs;
    this.#hiddenUntil = 0;
    this.#userId = 2;
    this.#map = 1;
  }

  /** What the server answers to a poll; `drop` of a truncated answer leaves that row out. */
  answer(now: number, drop: number | null): { seen: Observation; shown: Connection[] } {
    const online = this.online();
    const hiding = this.isHiding(now);
    const shown = hiding ? [] : online.filter((_, index) => index !== drop);
    const players = hiding && !this.#headerCountsHidden ? 0 : online.length;
    return {
      seen: {
        map: `map ${this.#map}`,
        players,
        maxPlayers: 8,
        bots: 0,
        hibernating: players === 0,
        complete: shown.length === players,
        roster: shown.map((one) => this.#entryOf(one, now)),
      },
      shown: shown.filter((one) => now >= one.idKnownAt),
    };
  }

  #entryOf(one: Connection, now: number): RosterEntry {
    return {
      playerId: now >= one.idKnownAt ? playerId(one.player) : null,
      name: one.name,
      connectedSeconds: this.kind.times ? Math.floor((now - one.clockStart) / 1_000) : null,
      ping: 20 + ((now / 1_000 + one.player) % 7),
      userId: this.kind.userIds ? one.userId : null,
    };
  }
}
