import type { Connection } from '../drivers/driver.ts';
import type { Outcome, ServerHistory } from '../reconcile/history.ts';
import type { RegisteredServer } from '../store/registry.ts';
import type { Appointment } from './agenda.ts';
import type { Deadline } from './deadline.ts';
import { driverOf } from './driver-of.ts';
import { Due } from './due.ts';
import { IncompleteAnswers } from './incomplete-answers.ts';
import type { HeldSlot } from './held-slot.ts';
import { PollLog } from './poll-log.ts';
import { pollServer, type Poll } from './poll-server.ts';
import { isQuick, QuickPoll, type QuickPollListener } from './quick-poll.ts';
import { ServerMemory } from './server-memory.ts';
import { countPoll } from './stats.ts';
import type { WatchContext, WatchTimes } from './watch-context.ts';

/** One server being watched: its connection and its polls, one at a time. */
export class ServerWatch implements QuickPollListener {
  readonly #context: WatchContext;
  readonly #times: WatchTimes;
  readonly #due: Due;
  readonly #memory: ServerMemory;
  readonly #incomplete = new IncompleteAnswers();
  readonly #log: PollLog;
  readonly #slot: HeldSlot;
  readonly #appointment: Appointment;
  #server: RegisteredServer;
  #connection: Connection | null = null;
  #deadline: Deadline;
  /** That of the poll under way. */
  #current: Deadline | null = null;

  constructor(
    context: WatchContext,
    times: WatchTimes,
    server: RegisteredServer,
    history: ServerHistory,
  ) {
    this.#context = context;
    this.#times = times;
    this.#deadline = times.deadlines.create();
    this.#server = server;
    this.#slot = times.slots.create();
    this.#appointment = times.agenda.book(this);
    this.#due = new Due(context, server, history, this.#appointment);
    this.#memory = new ServerMemory(context, history);
    this.#log = new PollLog(context.log);
  }

  get server(): RegisteredServer {
    return this.#server;
  }

  /** What is known about it. */
  get memory(): Pick<ServerMemory, 'watched' | 'lastOkMs' | 'status' | 'openSessions'> {
    return this.#memory;
  }

  /** The loop has nothing to do with it any more. */
  leave(): void {
    this.#appointment.cancel();
  }

  /** Starts a poll if one is due. A slot that comes while the poll before is still under way is skipped. */
  tick(nowMs: number): void {
    if (!this.#due.take(nowMs)) return;
    if (this.#current !== null) {
      this.#context.stats.skipped += 1;
      return;
    }
    this.#current = this.#deadline;
    this.#start(this.#deadline);
  }

  /** Lets time pass for a server that does not answer, also while it is left alone (R2). */
  checkSilence(now: Date): void {
    // One that answered last time and is not asked right now is polled within the interval.
    if (!this.#due.isFailing && this.#current === null) return;
    if (this.#memory.isEmpty) return;
    this.#guard(() => {
      this.#memory.silence(now);
    });
  }

  rename(server: RegisteredServer): void {
    this.#server = server;
  }

  /** Another address or password: everything known about reaching the server is void, and it is polled at once. */
  move(server: RegisteredServer): void {
    this.#beginAnew(new Error('the server has another address or password'));
    this.#server = server;
    this.#due.now();
  }

  /**
   * Nobody knows who polls the server from now on: no poll and no connection outlives it. The next answer is compared as after a
   * restart (P8): the server was watched until `until`.
   */
  suspend(until: Date): void {
    this.#beginAnew(new Error('polling pauses'));
    this.#memory.suspend(until);
  }

  /** Another collector is to poll the server: from now on the heartbeat of this run says nothing about it. */
  handOver(): void {
    this.close(new Error('another collector polls the server'));
    this.#memory.handOver();
  }

  /** The server is not to be polled any more. */
  remove(): void {
    this.close(new Error('the server was removed'));
    this.#guard(() => {
      this.#memory.remove(this.#context.clock.date());
    });
  }

  /** Ends the poll under way and the connection; what is stored stays as it is. */
  close(reason: Error): void {
    this.#deadline.stop(reason);
    this.#connection?.close();
    this.#connection = null;
  }

  polled(deadline: Deadline, poll: Poll): void {
    try {
      this.#settle(poll);
    } catch (error) {
      this.#log.bug(this.#server.name, error);
    } finally {
      this.#finish(deadline);
    }
  }

  dropped(deadline: Deadline): void {
    this.#slot.leave();
    void this.#poll(deadline);
  }

  stopped(deadline: Deadline): void {
    this.#finish(deadline);
  }

  #beginAnew(reason: Error): void {
    this.close(reason);
    this.#deadline = this.#times.deadlines.create();
    this.#current = null;
    this.#slot.leave();
  }

  #start(deadline: Deadline): void {
    const { lanes } = this.#context;
    if (!isQuick(this.#connection) || this.#due.isFailing) void this.#poll(deadline);
    else if (lanes.enter()) this.#quick(deadline);
    else {
      lanes.wait(() => {
        this.#quick(deadline);
      });
    }
  }

  #quick(deadline: Deadline): void {
    const { lanes, clock } = this.#context;
    const connection = this.#connection;
    if (deadline.stopped !== null) {
      lanes.leave();
      this.#finish(deadline);
    } else if (isQuick(connection)) {
      this.#connection = null;
      this.#slot.take(lanes.leave, clock.monotonicMs());
      QuickPoll.start(connection, deadline, clock, this);
    } else {
      lanes.leave();
      void this.#poll(deadline);
    }
  }

  async #poll(deadline: Deadline): Promise<void> {
    try {
      const lane = this.#due.isFailing ? 'failing' : 'proven';
      const poll = await this.#context.lanes.run(lane, (leave) => this.#ask(deadline, leave));
      if (deadline.stopped === null) this.#settle(poll);
      else poll.connection?.close();
    } catch (error) {
      if (deadline.stopped === null) this.#log.bug(this.#server.name, error);
    } finally {
      this.#finish(deadline);
    }
  }

  #ask(deadline: Deadline, leave: () => void): Promise<Poll> {
    if (deadline.stopped !== null) return Promise.reject(deadline.stopped);
    const { driverFor, clock } = this.#context;
    this.#slot.take(leave, clock.monotonicMs());
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

  /** Not where the server has moved meanwhile, and another poll is under way. */
  #finish(deadline: Deadline): void {
    if (this.#current !== deadline) return;
    this.#current = null;
    this.#slot.leave();
  }

  #settle(poll: Poll): void {
    const { outcome } = poll;
    this.#connection = poll.connection;
    if (poll.bug !== null) this.#log.bug(this.#server.name, poll.bug);
    const { clock, stats, timeoutMs } = this.#context;
    countPoll(stats, outcome, clock.monotonicMs() - (this.#deadline.dueMs - timeoutMs));
    this.#log.turn(this.#server.name, outcome);
    this.#due.after(poll);
    const needed = this.#memory.apply(outcome);
    const incomplete = this.#incomplete.after(this.#server.id, outcome);
    if (incomplete !== null) this.#context.push([incomplete]);
    if (needed.length > 0) void this.#lookUp(outcome, needed);
  }

  async #lookUp(outcome: Outcome, playerIds: readonly bigint[]): Promise<void> {
    const deadline = this.#deadline;
    try {
      const learn = await this.#memory.lookUp(outcome, playerIds);
      if (learn === null || deadline.stopped !== null) return;
      this.#guard(() => {
        const needed = learn();
        if (needed.length > 0) void this.#lookUp(outcome, needed);
      });
    } catch (error) {
      this.#log.lookUpFailed(this.#server.name, error);
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#log.bug(this.#server.name, error);
    }
  }
}
