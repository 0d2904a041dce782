import { printStatus } from '../../src/practice/print-status.ts';
import type { HumanRow } from '../../src/practice/status-facts.ts';
import type { VisitLog } from './messages.ts';
import { person, REGULARS, regulars, type Person } from './people.ts';

interface Visit extends Person {
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

/** Everybody who is there from the start. */
export function firstPlayers(server: number): readonly Person[] {
  return Array.from({ length: playersAtStart(server) }, (_, at) => person(server, at + 1));
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
      this.#add(Math.round(nowMs - 60_000 - Math.random() * 3_600_000), this.#newcomer());
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

  /** Most who join are regulars, unless all are to be `new`. */
  join(nowMs: number, whom: 'usual' | 'new' = 'usual'): void {
    const known = whom === 'usual' && Math.random() < REGULARS ? this.#anyRegular() : undefined;
    const isHere = this.#present.some((visit) => visit.playerId === known?.playerId);
    this.#add(nowMs, known === undefined || isHere ? this.#newcomer() : known);
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

  #anyRegular(): Person | undefined {
    const all = regulars(this.#number);
    return all[Math.floor(Math.random() * all.length)];
  }

  #newcomer(): Person {
    this.#players += 1;
    return person(this.#number, this.#players);
  }

  #add(joinedAtMs: number, { playerId, name }: Person): void {
    this.#connections += 1;
    this.#sleeping = null;
    this.#present.push({
      playerId,
      name,
      userId: this.#connections,
      ping: 20 + (this.#connections % 90),
      joinedAtMs,
      leftAtMs: null,
      shownAtMs: null,
    });
  }
}
