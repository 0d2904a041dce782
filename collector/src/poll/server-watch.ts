import { messageOf, type Logger } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import type { Connection, Driver } from '../drivers/driver.ts';
import { AuthError, ProtocolError } from '../errors.ts';
import type { Change } from '../reconcile/change.ts';
import type { ClosedSession, Outcome, Rules, ServerHistory } from '../reconcile/history.ts';
import { learnClosed } from '../reconcile/learn-closed.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { reconcileRemoval, reconcileSilence, watchLost } from '../reconcile/silence.ts';
import { failedAgain, refusedBefore, retryDelayMs, type Failures } from './backoff.ts';
import type { Clock } from './clock.ts';
import type { Deadline, Deadlines } from './deadline.ts';
import type { RunInLane } from './lanes.ts';
import { nextSlotMs, phaseMs } from './phase.ts';
import { pollServer, type Poll } from './poll-server.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { countPoll, type PollStats } from './stats.ts';

/** How the detail begins where no login was tried. */
const NOT_TRIED = 'no login: ';

/** What all watches share. */
export interface WatchContext {
  readonly driverFor: (protocol: string) => Driver;
  readonly runInLane: RunInLane;
  readonly intervalMs: number;
  /** What a poll may take. */
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
  readonly #deadlines: Deadlines;
  readonly #phase: number;
  #server: RegisteredServer;
  #history: ServerHistory;
  #connection: Connection | null = null;
  #failures: Failures | null = null;
  #dueMs: number;
  #deadline: Deadline;
  /** That of the poll under way. */
  #current: Deadline | null = null;
  /** How the last poll ended, without what it saw: nothing of that is to be kept. */
  #lastStatus: ReachabilityStatus | null = null;
  /** Outcomes so far. */
  #outcomes = 0;
  #lookingUp = false;
  /** Whether the connection was closed at the login since the last answer. */
  #wasDropped = false;
  readonly #bugsLogged = new Set<string>();

  constructor(
    context: WatchContext,
    deadlines: Deadlines,
    server: RegisteredServer,
    history: ServerHistory,
  ) {
    this.#context = context;
    this.#deadlines = deadlines;
    this.#deadline = deadlines.create();
    this.#server = server;
    this.#history = history;
    this.#phase = phaseMs(server.id, context.intervalMs);
    this.#dueMs = this.#nextSlot();
    this.#recallRefusal();
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
    this.#dueMs = nextSlotMs(nowMs, this.#phase, this.#context.intervalMs);
    if (this.#current !== null) {
      this.#context.stats.skipped += 1;
      return;
    }
    this.#current = this.#deadline;
    void this.#poll(this.#deadline);
  }

  /** Lets time pass for a server that does not answer, also while it is left alone (R2). */
  checkSilence(now: Date): void {
    // One that answered last time and is not asked right now is polled within the interval.
    if (this.#failures === null && this.#current === null) return;
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
    this.#deadline = this.#deadlines.create();
    this.#current = null;
    this.#server = server;
    this.#failures = null;
    this.#dueMs = this.#context.clock.monotonicMs();
  }

  /**
   * Nobody knows who polls the server from now on: no poll and no connection outlives it. The next answer is compared as after a
   * restart (P8): the server was watched until `until`.
   */
  suspend(until: Date): void {
    this.close(new Error('polling pauses'));
    this.#deadline = this.#deadlines.create();
    this.#current = null;
    this.#history = { ...this.#history, lastWatchedAt: this.#history.lastWatchedAt ?? until };
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
    this.#deadline.stop(reason);
    this.#connection?.close();
    this.#connection = null;
  }

  async #poll(deadline: Deadline): Promise<void> {
    try {
      const lane = this.#failures === null ? 'proven' : 'failing';
      const poll = await this.#context.runInLane(lane, () => this.#ask(deadline));
      if (deadline.stopped === null) this.#settle(poll);
      else poll.connection?.close();
    } catch (error) {
      if (deadline.stopped === null) this.#logBug(error);
    } finally {
      if (this.#current === deadline) this.#current = null;
    }
  }

  #ask(deadline: Deadline): Promise<Poll> {
    if (deadline.stopped !== null) return Promise.reject(deadline.stopped);
    const { driverFor, clock } = this.#context;
    const target = this.#server;
    const connection = this.#connection;
    this.#connection = null;
    return pollServer({
      target,
      driver: driverOf(target, driverFor),
      connection,
      deadline,
      clock,
    });
  }

  #settle(poll: Poll): void {
    this.#connection = poll.connection;
    if (poll.bug !== null) this.#logBug(poll.bug);
    countPoll(this.#context.stats, this.#server.id, poll.outcome);
    this.#logTurn(poll.outcome);
    this.#backOff(this.#isDrop(poll) ? 'other' : poll.failure);
    this.#apply(poll.outcome);
  }

  /** Source drops its consoles after a map change, one that is logging in as well: once that is no ban. */
  #isDrop({ outcome, failure }: Poll): boolean {
    if (outcome.ok) this.#wasDropped = false;
    if (failure !== 'refused' || outcome.ok || outcome.kind === 'auth') return false;
    if (this.#wasDropped || (this.#failures?.refused ?? 0) > 0) return false;
    this.#wasDropped = true;
    return true;
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
    this.#lastStatus = outcome.ok ? 'ok' : outcome.kind;
    this.#outcomes += 1;
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
    const deadline = this.#deadline;
    const outcomes = this.#outcomes;
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
    if (deadline.stopped !== null) return;
    this.#guard(() => {
      this.#history = learnClosed(this.#history, found);
      // A newer answer has been compared without them: they get their sessions with the next one.
      if (this.#outcomes === outcomes) this.#apply(outcome);
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
    const before = this.#lastStatus;
    log.debug({ server, ok: outcome.ok }, 'polled');
    if (outcome.ok) {
      if (before !== null && before !== 'ok') log.info({ server }, 'server answers again');
    } else if (before !== outcome.kind) {
      log.warn({ server, kind: outcome.kind, detail: outcome.detail }, 'server does not answer');
    }
  }

  /** R2: however often the collector starts, a server that refused the same password is left alone. */
  #recallRefusal(): void {
    const { reachability, lastWatchedAt } = this.#history;
    if (reachability?.status !== 'auth' || this.#server.updatedAt > reachability.startedAt) return;
    if (reachability.detail?.startsWith(NOT_TRIED) === true) return;
    const nowMs = this.#context.clock.date().getTime();
    const refusedMs = Math.max(0, nowMs - reachability.startedAt.getTime());
    const awayMs = lastWatchedAt === null ? 0 : Math.max(0, nowMs - lastWatchedAt.getTime());
    const { failures, delayMs } = refusedBefore(refusedMs, awayMs);
    this.#failures = failures;
    this.#dueMs = Math.max(this.#dueMs, this.#context.clock.monotonicMs() + delayMs);
  }

  #nextSlot(): number {
    const { clock, intervalMs } = this.#context;
    return nextSlotMs(clock.monotonicMs(), this.#phase, intervalMs);
  }
}

/** The driver of a server; what is wrong with its registration is a failure of this server only. */
function driverOf(server: RegisteredServer, driverFor: WatchContext['driverFor']): Driver {
  // Not tried with an empty one: that would count as a failed login.
  if (server.passwordProblem !== null) {
    return refusing(new AuthError(`${NOT_TRIED}${server.passwordProblem}`));
  }
  try {
    return driverFor(server.protocol);
  } catch (error) {
    return refusing(new ProtocolError(messageOf(error), { cause: error }));
  }
}

function refusing(error: Error): Driver {
  return { protocol: 'none', connect: () => Promise.reject(error) };
}
