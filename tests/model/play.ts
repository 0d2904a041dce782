import type { TestDatabase } from '@rollcall/shared/testing';
import { addServer } from '../../collector/src/store/registry-edit.ts';
import { Collector, type Surroundings } from './collector.ts';
import { mustNotKillNow } from './ambiguous.ts';
import { FlakyDatabase } from './flaky-database.ts';
import { GameServer } from './game-server.ts';
import { Journal } from './journal.ts';
import { expectLiveState } from './live-state.ts';
import { CALM, INTERVAL_MS, SERVERS, type CollectorFault, type DatabaseFault } from './plan.ts';
import type { Plan, Tick } from './plan.ts';
import { Timeline } from './timeline.ts';

const STEP_MS = 250;
const SKIPPED_MS = 600_000;
const FLUSH_EVERY_MS = 1_000;
/** A collector that is away comes back, and a server that failed is asked again, within a few minutes. */
const MAX_CALM_TICKS = 100;
const BEGIN_MS = Date.UTC(2026, 10, 21, 12);

/** A plan played from its beginning until everything is up, seen and stored again. */
export class Play {
  readonly timeline = new Timeline(BEGIN_MS);
  readonly journal: Journal;
  readonly servers: readonly GameServer[];
  readonly #plan: Plan;
  readonly #around: Surroundings;
  #collector: Collector | null = null;
  #collectorDueMs = BEGIN_MS;
  #awayUntilMs = 0;

  constructor(plan: Plan, stage: Stage) {
    const { timeline } = this;
    this.#plan = plan;
    this.servers = stage.serverIds.map((id) => new GameServer(id, plan.kind, timeline));
    this.journal = new Journal(stage.serverIds);
    this.#around = {
      db: stage.db,
      flaky: stage.flaky,
      timeline,
      servers: this.servers,
      journal: this.journal,
    };
  }

  async run(): Promise<this> {
    const { flaky } = this.#around;
    try {
      for (const tick of this.#plan.ticks) await this.#tick(tick);
      flaky.mend();
      this.#awayUntilMs = 0;
      await this.#calmDown();
      await this.#look();
    } finally {
      flaky.mend();
      await this.#collector?.kill();
    }
    return this;
  }

  /** Until everything is up and known again, and everybody has been seen and stored once more. */
  async #calmDown(): Promise<void> {
    let calm = 0;
    for (let ticks = 0; calm < 3; ticks += 1) {
      if (ticks > MAX_CALM_TICKS) throw new Error('it does not come to rest');
      await this.#tick(CALM);
      calm = this.#isCalm() ? calm + 1 : 0;
    }
  }

  async #tick(tick: Tick): Promise<void> {
    const beginMs = this.timeline.nowMs;
    for (const [index, server] of this.servers.entries()) {
      const plan = tick.servers[index];
      if (plan === undefined) continue;
      server.latencyMs = plan.latencyMs;
      server.strike(plan.fault);
      for (const move of plan.moves) server.move(move);
    }
    this.#strikeDatabase(tick.database);
    const { collector } = tick;
    if (collector.type !== 'none') {
      this.timeline.at(beginMs + collector.afterMs, () => this.#strikeCollector(collector));
    }
    if (tick.lookAfterMs !== null) {
      this.timeline.at(beginMs + tick.lookAfterMs, () => this.#look());
    }
    while (this.timeline.nowMs < beginMs + INTERVAL_MS) await this.#step();
    await this.#skip();
  }

  /** Hours in which nobody looks need not be played. */
  async #skip(): Promise<void> {
    const absentMs = this.#collector === null ? this.#collectorDueMs - this.timeline.nowMs : 0;
    if (absentMs < SKIPPED_MS) return;
    const ticks = Math.floor((absentMs - SKIPPED_MS / 10) / INTERVAL_MS);
    await this.timeline.advance(this.timeline.nowMs + ticks * INTERVAL_MS);
  }

  async #step(): Promise<void> {
    const { timeline } = this;
    const { flaky } = this.#around;
    await timeline.advance((Math.floor(timeline.nowMs / STEP_MS) + 1) * STEP_MS);
    if (flaky.away && timeline.nowMs >= this.#awayUntilMs) flaky.away = false;
    if (this.#collector === null) {
      if (timeline.nowMs < this.#collectorDueMs || flaky.away) return;
      this.#collector = await Collector.start(this.#around);
    }
    await this.#collector.tick();
    if (timeline.nowMs % FLUSH_EVERY_MS === 0) await this.#collector.flush();
  }

  #strikeDatabase(fault: DatabaseFault): void {
    const { flaky } = this.#around;
    switch (fault.type) {
      case 'away':
        flaky.away = true;
        this.#awayUntilMs = this.timeline.nowMs + fault.ms;
        break;
      case 'batch applied twice':
        this.#collector?.applyNextTwice();
        break;
      case 'answer lost':
      case 'request lost':
        flaky.breakNext(fault.type);
        break;
      case 'none':
        break;
    }
  }

  async #strikeCollector(fault: Exclude<CollectorFault, { type: 'none' }>): Promise<void> {
    const collector = this.#collector;
    if (collector === null || mustNotKillNow(this.journal)) return;
    this.#collector = null;
    if (fault.type === 'kill') await collector.kill();
    else await collector.stop();
    await this.#look();
    this.#collectorDueMs = this.timeline.nowMs + fault.awayMs;
  }

  async #look(): Promise<void> {
    if (!this.#around.flaky.away) await expectLiveState(this.#around);
  }

  #isCalm(): boolean {
    const { nowMs } = this.timeline;
    return (
      this.#collector !== null &&
      this.servers.every((server) => {
        const last = this.journal.polls.findLast((poll) => poll.serverId === server.id);
        return (
          server.isCalm &&
          last !== undefined &&
          last.outcome.ok &&
          last.written &&
          last.askedAt >= nowMs - INTERVAL_MS
        );
      })
    );
  }
}

/** A database with the servers of every play, emptied before each of them. */
export interface Stage {
  readonly db: TestDatabase['db'];
  readonly flaky: FlakyDatabase;
  readonly serverIds: readonly number[];
}

export async function prepareStage(test: TestDatabase): Promise<Stage & AsyncDisposable> {
  const serverIds: number[] = [];
  for (let n = 1; n <= SERVERS; n += 1) {
    const target = { name: `model ${n}`, host: '127.0.0.1', port: n, protocol: 'model' };
    const rest = { groupLabel: null, enabled: true, storedPassword: null };
    serverIds.push(await addServer(test.db, { ...target, ...rest }));
  }
  const flaky = await FlakyDatabase.before(test.url);
  return {
    db: test.db,
    flaky,
    serverIds,
    [Symbol.asyncDispose]: () => flaky[Symbol.asyncDispose](),
  };
}

export async function playOn(stage: Stage, plan: Plan): Promise<Play> {
  // Everything but the servers hangs on these.
  await stage.db.$client`
    truncate collector_run, player, server_player_session, player_server_total, server_state, server_reachability, server_hour cascade`;
  return new Play(plan, stage).run();
}
