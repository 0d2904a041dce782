import { closeDatabase, openDatabase, type Database } from '@rollcall/shared';
import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../../../shared/bench/figures.ts';
import { BenchDatabase, NAME_PREFIX } from '../database.ts';
import { below, milliseconds, punctuality } from '../figures.ts';
import { seedPast } from '../past.ts';
import { measurePhase, measureUntil, type Phase } from '../phase.ts';
import { applyFleet, entry } from '../registry.ts';
import { runRollcall, startCollector } from '../rollcall.ts';
import { Simulation } from '../simulation.ts';
import type { RetentionBenchOptions } from './options.ts';

const PASSWORD = 'retention';
const INTERVAL_MS = 5_000;
const CHURN_MS = 20_000;
const COMPARED_SECONDS = 30;
const READY_WITHIN_MS = 180_000;
const DONE_WITHIN_MS = 1_200_000;
/** What every statement of retention takes first; while somebody else holds it, none does anything. */
const RETENTION_LOCK = 7_265_651_003;

interface Statement {
  readonly what: string;
  readonly calls: number;
  readonly meanMs: number;
  readonly maxMs: number;
}

export interface RetentionResult {
  readonly trimmed: { readonly states: number; readonly sessions: number };
  readonly kept: { readonly states: number; readonly sessions: number };
  readonly statements: readonly Statement[];
  /** Before anything is trimmed, for comparison. */
  readonly before: Phase;
  readonly phase: Phase;
}

/** Lets the collector sum up some hours and trim the first day of a long history while it polls servers on which people come and go. */
export async function trimWhilePolling(
  options: RetentionBenchOptions,
  say: (line: string) => void,
): Promise<RetentionResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-retention-'));
  const start = () => startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: true });
  let postgres = await start();
  try {
    const first = openDatabase({ url: postgres.url, applicationName: 'benchmark', max: 1 });
    await first.$client.unsafe(`alter system set shared_preload_libraries = 'pg_stat_statements'`);
    await closeDatabase(first);
    await postgres.stop();
    postgres = await start();
    return await measure(options, postgres.url, folder, say);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  { servers, days, sessionsADay }: RetentionBenchOptions,
  url: string,
  folder: string,
  say: (line: string) => void,
): Promise<RetentionResult> {
  const env = {
    DATABASE_URL: url,
    LIVE_STATE_POLL_SECONDS: String(INTERVAL_MS / 1_000),
    LIVE_STATE_HISTORY_DAYS: String(days - 1),
    SESSION_HISTORY_DAYS: String(days - 1),
    ROLLCALL_SECRET_KEY: 'retention',
  };
  await runRollcall(['migrate'], env);
  await using simulation = await Simulation.start(servers, PASSWORD, INTERVAL_MS);
  await applyFleet(
    { env, folder },
    simulation.servers.map(({ collectorPort }, at) =>
      entry(`${NAME_PREFIX}${at}`, collectorPort, PASSWORD),
    ),
  );
  await using database = await BenchDatabase.open(url);
  const { db } = database;
  say('making up a history');
  await seedPast(db, { days, sessionsADay, hoursToSum: 3 });
  await db.$client`create extension pg_stat_statements`;
  const before = await rows(db);
  await db.$client`select pg_advisory_lock(${RETENTION_LOCK})`;
  await using collector = startCollector(env, []);
  say('starting');
  const fromMs = performance.now();
  while ((await simulation.recorded()).fewestPolls < 6) {
    if (performance.now() - fromMs > READY_WITHIN_MS) throw new Error(collector.log());
    await delay(250);
  }
  await simulation.churn('walk', CHURN_MS);
  const measured = {
    simulation,
    database,
    collectorPid: collector.pid,
    floorPid: null,
    intervalMs: INTERVAL_MS,
  };
  say('polling only');
  const beforeThat = await measurePhase(measured, 'polling only', COMPARED_SECONDS);
  say('summing up and trimming');
  await db.$client`select pg_stat_statements_reset()`;
  await db.$client`select pg_advisory_unlock(${RETENTION_LOCK})`;
  const phase = await measureUntil(measured, 'a day is trimmed', async () => {
    const limitMs = performance.now() + DONE_WITHIN_MS;
    while (!collector.log().includes('trimmed what is older')) {
      if (performance.now() > limitMs) throw new Error(`not trimmed:\n${collector.log()}`);
      await delay(500);
    }
  });
  const kept = await rows(db);
  await collector.stop();
  return {
    trimmed: {
      states: before.old_states - kept.old_states,
      sessions: before.old_sessions - kept.old_sessions,
    },
    kept,
    statements: await statements(db),
    before: beforeThat,
    phase,
  };

  async function rows(asked: Database) {
    const old = `now() - interval '${days - 1} days'`;
    const [row] = await asked.$client.unsafe<
      { states: number; sessions: number; old_states: number; old_sessions: number }[]
    >(`
      select (select count(*)::int from server_state) as states, (select count(*)::int from server_player_session) as sessions,
        (select count(*)::int from server_state where ended_at < ${old}) as old_states,
        (select count(*)::int from server_player_session where left_at < ${old}) as old_sessions`);
    if (row === undefined) throw new Error('no counts');
    return row;
  }
}

/** Everything that retention asked for. */
async function statements(db: Database): Promise<readonly Statement[]> {
  return db.$client<Statement[]>`
    select (regexp_match(query, '((?:rollcall|map|player)_(?:trim|sum|write|hours)\\w*|(?:map|player)_hours)'))[1] as what, calls::int as calls,
      mean_exec_time as "meanMs", max_exec_time as "maxMs"
    from pg_stat_statements
    where toplevel and query ~ 'from (rollcall_(trim|hours)|(map|player)_hours)|join rollcall_hours_due|select rollcall_(sum|write_hour)_'
    order by max_exec_time desc`;
}

export function retentionFigures({
  trimmed,
  kept,
  statements: all,
  before,
  phase,
}: RetentionResult): readonly Figure[] {
  return [
    ...all.map(({ what, calls, meanMs, maxMs }) => ({
      id: 'C4',
      what: `${what}: longest of ${calls}, and the mean`,
      measured: `${maxMs.toFixed(0)} ms, ${meanMs.toFixed(1)} ms`,
      limit: '≤ 100 ms',
      ok: maxMs <= 100,
    })),
    {
      id: 'C4',
      what: 'trimmed: sessions, states (left)',
      measured: `${trimmed.sessions}, ${trimmed.states} (${kept.sessions}, ${kept.states})`,
      limit: 'all',
      ok: trimmed.sessions > 0 && trimmed.states > 0,
    },
    below('', 'in', phase.seconds * 1_000, null, milliseconds),
    below('', 'load of the machine', loadavg()[0] ?? NaN, null, (load) => load.toFixed(1)),
    ...punctuality(before, INTERVAL_MS).map((figure) => ({ ...figure, id: '', ok: null })),
    ...punctuality(phase, INTERVAL_MS),
  ];
}
