import { printStatus } from '../../src/practice/print-status.ts';
import type { HumanRow } from '../../src/practice/status-facts.ts';
import type { VisitLog } from './messages.ts';

/** Above all accounts that exist. */
const FIRST_PLAYER = 76_561_197_960_265_728n + 4_100_000_000n;
/** So many ids belong to one server. */
const PLAYERS_A_SERVER = 2_000;
/** A quarter of the players who join have been there before. */
const REGULARS = 0.25;

interface Visit {
  readonly playerId: bigint;
  readonly name: string;
  readonly userId: number;
  readonly ping: number;
  readonly joinedAtMs: number;
  leftAtMs: number | null;
  shownAtMs: number | null;
}

/** The players that are there from the start: half of the servers sleep, two in five have four, one in ten is full of life. */
function playersAtStart(server: number): number {
  const part = server % 10;
  return part < 5 ? 0 : part < 9 ? 4 : 24;
}

/** The ids of everybody who is there from the start. */
export function firstPlayerIds(server: number): readonly bigint[] {
  return Array.from({ length: playersAtStart(server) }, (_, at) => playerId(server, at + 1));
}

function playerId(server: number, number: number): bigint {
  return FIRST_PLAYER + BigInt(server * PLAYERS_A_SERVER + number);
}

/** A game server as its console shows it, with a log of who was there. */
export class SimulatedServer {
  readonly #number: number;
  readonly #port: number;
  readonly #present: Visit[] = [];
  readonly #gone: Visit[] = [];
  #players = 0;
  #connections = 0;
  #bots = 0;
  #sleeping: string | null = null;

  constructor(number: number, port: number, nowMs: number) {
    this.#number = number;
    this.#port = port;
    // Joined within the last hour, as the seconds of real connections are: at any fraction.
    const count = playersAtStart(number);
    for (let at = 0; at < count; at += 1) {
      this.#add(Math.round(nowMs - 60_000 - Math.random() * 3_600_000), null);
    }
  }

  get population(): number {
    return this.#present.length;
  }

  get visits(): readonly VisitLog[] {
    return [...this.#gone, ...this.#present].map((visit) => ({
      server: this.#number,
      playerId: visit.playerId,
      joinedAtMs: visit.joinedAtMs,
      leftAtMs: visit.leftAtMs,
      shownAtMs: visit.shownAtMs,
    }));
  }

  join(nowMs: number): void {
    const before = Math.random() < REGULARS ? this.#gone.at(-1) : undefined;
    const isBack = this.#present.some((visit) => visit.playerId === before?.playerId);
    this.#add(nowMs, isBack ? null : (before ?? null));
  }

  leave(nowMs: number): void {
    const [visit] = this.#present.splice(Math.floor(Math.random() * this.#present.length), 1);
    if (visit === undefined) return;
    visit.leftAtMs = nowMs;
    this.#gone.push(visit);
    this.#sleeping = null;
  }

  toggleBot(): void {
    this.#bots = 1 - this.#bots;
  }

  /** What `status` answers now; with `isPoll` the collector has seen it. */
  status(nowMs: number, isPoll: boolean): string {
    if (isPoll) for (const visit of this.#present) visit.shownAtMs ??= nowMs;
    if (this.#present.length === 0 && this.#sleeping !== null) return this.#sleeping;
    const text = this.#print(nowMs);
    if (this.#present.length === 0) this.#sleeping = text;
    return text;
  }

  #print(nowMs: number): string {
    const isBig = playersAtStart(this.#number) > 4;
    return printStatus(isBig ? 'tf2' : 'l4d2', {
      hostname: `Benchmark ${this.#number}`,
      map: isBig ? 'cp_badlands' : 'c1m1_hotel',
      port: this.#port,
      maxPlayers: isBig ? 32 : 8,
      headerBots: this.#bots,
      hibernating: this.#present.length === 0,
      reservation: null,
      humans: this.#present.map((visit, at): HumanRow => ({
        userId: visit.userId,
        slot: at + 1,
        name: visit.name,
        steamId: visit.playerId,
        connectedSeconds: Math.floor((nowMs - visit.joinedAtMs) / 1_000),
        ping: visit.ping,
        loss: 0,
        state: 'active',
        address: '203.0.113.7:27005',
      })),
      bots: Array.from({ length: this.#bots }, () => ({ userId: 60_000, name: 'Coach' })),
    });
  }

  #add(joinedAtMs: number, before: Visit | null): void {
    if (before === null) this.#players += 1;
    this.#connections += 1;
    this.#sleeping = null;
    this.#present.push({
      playerId: before?.playerId ?? playerId(this.#number, this.#players),
      name: before?.name ?? `Player ${this.#number}-${this.#players}`,
      userId: this.#connections,
      ping: 20 + (this.#connections % 90),
      joinedAtMs,
      leftAtMs: null,
      shownAtMs: null,
    });
  }
}
