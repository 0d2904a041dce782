import { closeDatabase, createLogger, type Database } from '@rollcall/shared';
import { createLanes } from '../../collector/src/poll/lanes.ts';
import { PollLoop } from '../../collector/src/poll/loop.ts';
import { createStats } from '../../collector/src/poll/stats.ts';
import { RULES } from '../../collector/src/reconcile/testing/scene.ts';
import { foldChanges } from '../../collector/src/store/batch.ts';
import { loadClosed } from '../../collector/src/store/closed-sessions.ts';
import { loadHistories } from '../../collector/src/store/load-histories.ts';
import { loadRegistry } from '../../collector/src/store/registry.ts';
import { startRun, stopRun } from '../../collector/src/store/run.ts';
import { writeBatch } from '../../collector/src/store/write-batch.ts';
import { Writer } from '../../collector/src/store/writer.ts';
import { modelDriver } from './driver.ts';
import type { FlakyDatabase } from './flaky-database.ts';
import type { GameServer } from './game-server.ts';
import type { Journal, Run } from './journal.ts';
import { INTERVAL_MS } from './plan.ts';
import { settled, type Timeline } from './timeline.ts';

/** What a collector lives in. */
export interface Surroundings {
  readonly db: Database;
  readonly flaky: FlakyDatabase;
  readonly timeline: Timeline;
  readonly servers: readonly GameServer[];
  readonly journal: Journal;
}

/** One run of a collector: the real loop, rules and store, wired as the daemon does, in the time of a play. */
export class Collector {
  readonly #around: Surroundings;
  readonly #run: Run;
  readonly #writer: Writer;
  readonly #loop: PollLoop;
  readonly #opened: Database[] = [];
  readonly #lookUps = new Set<Promise<unknown>>();
  /** How much of what waits is in a batch whose answer has not come. */
  #attempted: number | null = null;
  #beatenMs = -Infinity;
  #applyTwice = false;

  private constructor(around: Surroundings, run: Run) {
    this.#around = around;
    this.#run = run;
    const { timeline, flaky, servers, journal } = around;
    const log = createLogger('model', 'silent');
    this.#writer = new Writer({
      open: () => {
        const db = flaky.open();
        this.#opened.push(db);
        return db;
      },
      runId: run.id,
      log,
      monotonicMs: () => timeline.nowMs,
      onRefused: (serverId) => {
        throw new Error(`the database refused changes of server ${serverId}`);
      },
      onOver: () => {
        throw new Error('the run was replaced while it lived');
      },
    });
    const driver = modelDriver(servers, timeline, (told) => {
      journal.polled({ ...told, runId: run.id, written: false, waiting: new Set() });
    });
    this.#loop = new PollLoop(
      {
        driverFor: () => driver,
        lanes: createLanes(8),
        intervalMs: INTERVAL_MS,
        // The driver tells by the time of the play.
        timeoutMs: 600_000,
        rules: RULES,
        clock: { monotonicMs: () => timeline.nowMs, date: () => timeline.date() },
        random: () => 0.5,
        push: (changes) => {
          journal.pushed(changes);
          this.#writer.push(changes);
        },
        lookUp: (serverId, playerIds) => {
          const lookUp = this.#lookUp(serverId, playerIds);
          this.#lookUps.add(lookUp);
          return lookUp.finally(() => this.#lookUps.delete(lookUp));
        },
        stats: createStats(),
        log,
      },
      (ids) => loadHistories(around.db, ids, timeline.date(), run.id),
    );
  }

  static async start(around: Surroundings): Promise<Collector> {
    const { db, timeline, journal } = around;
    const id = await startRun(db, 'model', timeline.date());
    const run: Run = { id, startedAt: timeline.nowMs, endedAt: null };
    journal.runs.push(run);
    const collector = new Collector(around, run);
    await collector.#loop.follow(await loadRegistry(db, (stored) => stored));
    return collector;
  }

  /** Polls what is due, and waits for what needs no time. */
  async tick(): Promise<void> {
    this.#loop.tick();
    do {
      await settled();
      await Promise.allSettled(this.#lookUps);
    } while (this.#lookUps.size > 0);
  }

  /** As `startFlushing` does about once a second. */
  async flush(): Promise<void> {
    const { nowMs } = this.#around.timeline;
    const due = this.#writer.pending > 0 || nowMs - this.#beatenMs >= INTERVAL_MS;
    if ((await this.#flush(due ? this.#loop.mark() : null)) && due) this.#beatenMs = nowMs;
  }

  /** The next batch is written again at once. */
  applyNextTwice(): void {
    this.#applyTwice = true;
  }

  async stop(): Promise<void> {
    const { db, timeline, journal } = this.#around;
    this.#loop.stop();
    const mark = this.#loop.mark();
    const written = await this.#recorded(mark, () => this.#writer.close(mark));
    if (written) await stopRun(db, this.#run.id, timeline.date());
    journal.lost();
    await this.#end();
  }

  /** kill -9: nothing more is written. */
  async kill(): Promise<void> {
    this.#loop.stop();
    this.#around.journal.lost();
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#run.endedAt = this.#around.timeline.nowMs;
    await Promise.allSettled(this.#lookUps);
    for (const db of this.#opened) await closeDatabase(db, 0);
  }

  #flush(mark: Date | null): Promise<boolean> {
    return this.#recorded(mark, () => this.#writer.flush(mark));
  }

  /** Notes in the journal what a write has written, also when its writer is not told. */
  async #recorded(mark: Date | null, write: () => Promise<boolean>): Promise<boolean> {
    const { journal, flaky } = this.#around;
    const { end } = journal;
    const answersLost = flaky.answersLost;
    const written = await write();
    if (written) {
      this.#attempted = null;
      if (mark !== null) journal.heartbeat = { runId: this.#run.id, at: mark };
      const changes = journal.wrote(end, this.#run.id);
      if (this.#applyTwice && changes.length > 0) await this.#applyAgain(changes, mark);
    } else {
      this.#attempted ??= end;
      if (flaky.answersLost > answersLost) journal.wrote(this.#attempted, this.#run.id);
    }
    return written;
  }

  /** The same changes under a number that the database has not seen: what they do must not depend on the number alone. */
  async #applyAgain(changes: Parameters<typeof foldChanges>[0], mark: Date | null): Promise<void> {
    this.#applyTwice = false;
    const { db } = this.#around;
    const [row] = await db.$client<{ batch: string }[]>`
      update collector_run set batch = batch - 1 where id = ${this.#run.id} returning batch`;
    const number = Number(row?.batch) + 1;
    const batch = foldChanges(changes);
    await writeBatch(db, { runId: this.#run.id, number, batch, heartbeatAt: mark });
  }

  async #lookUp(serverId: number, playerIds: readonly bigint[]) {
    const { db, flaky, journal } = this.#around;
    try {
      await this.#flush(null);
      if (flaky.away || !(await this.#flush(null))) throw new Error('the database is away');
      return await loadClosed(db, serverId, playerIds);
    } catch (error) {
      const poll = journal.polls.findLast((one) => one.serverId === serverId);
      for (const id of playerIds) poll?.waiting.add(id);
      throw error;
    }
  }
}
