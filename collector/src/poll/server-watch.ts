import { messageOf, type Logger } from '@rollcall/shared';
import type { Connection, Driver } from '../drivers/driver.ts';
import { AuthError, ProtocolError } from '../errors.ts';
import type { Change } from '../reconcile/change.ts';
import type { ClosedSession, Outcome, Rules, ServerHistory } from '../reconcile/history.ts';
import { learnClosed } from '../reconcile/learn-closed.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { reconcileRemoval, reconcileSilence, watchLost } from '../reconcile/silence.ts';
import { failedAgain, retryDelayMs, type Failures } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { RunInLane } from './lanes.ts';
import { nextSlotMs, phaseMs } from './phase.ts';
import { pollServer, type Poll } from './poll-server.ts';

import type { RegisteredServer } from '../store/registry.ts';
import { countPoll, type PollStats } from './stats.ts';

/** What all watches share. */
export interface WatchContext {
  readonly driverFor: (protocol: string) => Driver;
  readonly runInLane: RunInLane;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly rules: Rules;
  readonly clock: Clock;
  /** At least 0 and below 1. */
  readonly random: () => number;
  readonly push: (changes: readonly Change[]) => void;
  /** The newest closed session of each of these players on the server, after everything pushed before has been written. */
  readonly lookUp: (
    serverId: number,
    playerIds: readonly bigint[],
  ) => Promise<ReadonlyMap<bigint, ClosedSession | null>>;
  readonly stats: PollStats;
  readonly log: Logger;
}

/** One server being watched: its connection, its back-off and what is known about it. One poll at a time. */
export class ServerWatch {
  readonly #context: WatchContext;
  readonly #phase: number;
  #server: RegisteredServer;
  #history: ServerHistory;
  #connection: Connection | null = null;
  #failures: Failures | null = null;
  #dueMs: number;
  #stop = new AbortController();
  /** The poll under way. */
  #current: Promise<void> | null = null;
  #lastOutcome: Outcome | null = null;
  #lookingUp = false;
  readonly #bugsLogged = new Set<string>();

  constructor(context: WatchContext, server: RegisteredServer, history: ServerHistory) {
    this.#context = context;
    this.#server = server;
    this.#history = history;
    this.#phase = phaseMs(server.id, context.intervalMs);
    this.#dueMs = this.#nextSlot();
  }

  get server(): RegisteredServer {
    return this.#server;
  }

  get history(): ServerHistory {
    return this.#history;
  }

  /** Starts a poll if one is due. A slot that comes while the poll before is still under way is skipped. */
  tick(nowMs: number): void {
    if (nowMs < this.#dueMs) return;
    this.#dueMs = this.#nextSlot();
    if (this.#current !== null) {
      this.#context.stats.skipped += 1;
      return;
    }
    const current = this.#poll(this.#stop.signal).finally(() => {
      if (this.#current === current) this.#current = null;
    });
    this.#current = current;
  }

  /** Lets time pass for a server that does not answer, also while it is left alone (R2). */
  checkSilence(now: Date): void {
    if (this.#history.state === null && this.#history.open.size === 0) return;
    this.#guard(() => {
      this.#accept(reconcileSilence(this.#history, now, this.#context.rules));
    });
  }

  rename(server: RegisteredServer): void {
    this.#server = server;
  }

  /** Another address or password: everything known about reaching the server is void, and it is polled at once. */
  move(server: RegisteredServer): void {
    this.close(new Error('the server has another address or password'));
    this.#stop = new AbortController();
    this.#current = null;
    this.#server = server;
    this.#failures = null;
    this.#dueMs = this.#context.clock.monotonicMs();
  }

  /**
   * Nobody knows who polls the server from now on: no poll and no connection outlives it. The next answer is compared as after a
   * restart (P8).
   */
  suspend(): void {
    this.close(new Error('polling pauses'));
    this.#stop = new AbortController();
    this.#current = null;
    const lastWatchedAt = this.#history.lastWatchedAt ?? this.#context.clock.date();
    this.#history = { ...this.#history, lastWatchedAt };
  }

  /** Another collector is to poll the server: from now on the heartbeat of this run says nothing about it. */
  handOver(): void {
    this.close(new Error('another collector polls the server'));
    if (this.#history.watched) this.#context.push(watchLost(this.#history));
  }

  /** The server is not to be polled any more. */
  remove(): void {
    this.close(new Error('the server was removed'));
    this.#guard(() => {
      this.#accept(reconcileRemoval(this.#history, this.#context.clock.date()));
    });
  }

  /** Ends the poll under way and the connection; what is stored stays as it is. */
  close(reason: Error): void {
    this.#stop.abort(reason);
    this.#connection?.close();
    this.#connection = null;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { runInLane, driverFor, timeoutMs, clock } = this.#context;
    try {
      const lane = this.#failures === null ? 'proven' : 'failing';
      const poll = await runInLane(lane, async () => {
        signal.throwIfAborted();
        const target = this.#server;
        const driver = driverOf(target, driverFor);
        const connection = this.#connection;
        this.#connection = null;
        const now = () => clock.date();
        return pollServer({ target, driver, connection, timeoutMs, now }, signal);
      });
      if (signal.aborted) poll.connection?.close();
      else this.#settle(poll);
    } catch (error) {
      if (!signal.aborted) this.#logBug(error);
    }
  }

  #settle(poll: Poll): void {
    this.#connection = poll.connection;
    if (poll.bug !== null) this.#logBug(poll.bug);
    countPoll(this.#context.stats, this.#server.id, poll.outcome);
    this.#logTurn(poll.outcome);
    this.#backOff(poll.failure);
    this.#apply(poll.outcome);
  }

  #backOff(failure: Poll['failure']): void {
    if (failure === null) {
      if (this.#failures !== null) this.#dueMs = this.#nextSlot();
      this.#failures = null;
      return;
    }
    const { intervalMs, random, clock } = this.#context;
    this.#failures = failedAgain(this.#failures, failure);
    const delayMs = retryDelayMs(this.#failures, intervalMs, random());
    this.#dueMs = delayMs === null ? this.#nextSlot() : clock.monotonicMs() + delayMs;
  }

  #apply(outcome: Outcome): void {
    this.#lastOutcome = outcome;
    const reconciled = reconcile(this.#history, outcome, this.#context.rules);
    this.#accept(reconciled);
    if (reconciled.needed.length > 0) void this.#lookUp(outcome, reconciled.needed);
  }

  #accept(reconciled: { readonly history: ServerHistory; readonly changes: readonly Change[] }) {
    this.#history = reconciled.history;
    if (reconciled.changes.length > 0) this.#context.push(reconciled.changes);
  }

  /** Polling goes on meanwhile; if the database is away, the players concerned wait for the next answer. */
  async #lookUp(outcome: Outcome, playerIds: readonly bigint[]): Promise<void> {
    if (this.#lookingUp) return;
    const { signal } = this.#stop;
    this.#lookingUp = true;
    let found: ReadonlyMap<bigint, ClosedSession | null>;
    try {
      found = await this.#context.lookUp(this.#server.id, playerIds);
    } catch (error) {
      this.#context.log.debug({ server: this.#server.name, err: error }, 'look-up failed');
      return;
    } finally {
      this.#lookingUp = false;
    }
    if (signal.aborted) return;
    this.#guard(() => {
      this.#history = learnClosed(this.#history, found);
      // A newer answer has been compared without them: they get their sessions with the next one.
      if (this.#lastOutcome === outcome) this.#apply(outcome);
    });
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#logBug(error);
    }
  }

  /** A bug in the handling of one server must neither end the daemon nor fill the log. */
  #logBug(error: unknown): void {
    const kind = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (this.#bugsLogged.has(kind) || this.#bugsLogged.size >= 10) return;
    this.#bugsLogged.add(kind);
    this.#context.log.error({ server: this.#server.name, err: error }, 'bug in a poll');
  }

  #logTurn(outcome: Outcome): void {
    const { log } = this.#context;
    const server = this.#server.name;
    const before = this.#lastOutcome;
    log.debug({ server, ok: outcome.ok }, 'polled');
    if (outcome.ok) {
      if (before !== null && !before.ok) log.info({ server }, 'server answers again');
    } else if (before === null || before.ok || before.kind !== outcome.kind) {
      log.warn({ server, kind: outcome.kind, detail: outcome.detail }, 'server does not answer');
    }
  }

  #nextSlot(): number {
    const { clock, intervalMs } = this.#context;
    return nextSlotMs(clock.monotonicMs(), this.#phase, intervalMs);
  }
}

/** The driver of a server; what is wrong with its registration is a failure of this server only. */
function driverOf(server: RegisteredServer, driverFor: WatchContext['driverFor']): Driver {
  const refuse = (error: Error): Driver => ({
    protocol: server.protocol,
    connect: () => Promise.reject(error),
  });
  // Not tried with an empty one: that would count as a failed login.
  if (server.passwordProblem !== null) return refuse(new AuthError(server.passwordProblem));
  try {
    return driverFor(server.protocol);
  } catch (error) {
    return refuse(new ProtocolError(messageOf(error), { cause: error }));
  }
}
