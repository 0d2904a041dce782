import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startHelper } from '../../shared/bench/ask.ts';
import { startFakeSteam } from '../src/profiles/testing/fake-steam.ts';
import { compareSessions, type Comparison } from './compare.ts';
import { BenchDatabase, NAME_PREFIX } from './database.ts';
import { firstPlayers } from './fleet/simulated-server.ts';
import type { FloorCommand, FloorReply } from './floor/messages.ts';
import { startLockedServer, type LockedServer } from './locked-server.ts';
import { warmUpSecondsFor, type BenchOptions } from './options.ts';
import { seedPast } from './past.ts';
import { measurePhase, type Phase } from './phase.ts';
import { afterTheSums, measureSilent, measureSwaps, PASSWORD, type Setting } from './phases.ts';
import { applyFleet, entry, type FleetEntry } from './registry.ts';
import { runRollcall, startCollector, type RunningCollector } from './rollcall.ts';
import { Simulation } from './simulation.ts';

const RIGHT_PASSWORD = 'the right one';
/** What is stored before: enough that Postgres plans and tidies as it does in a database that has been in use. */
const PAST_DAYS = 28;
const PAST_SESSIONS_A_DAY = 8;
const READY_WITHIN_MS = 180_000;
const NEW_PASSWORD_WITHIN_MS = 30_000;

export interface SizeResult {
  readonly servers: number;
  readonly intervalMs: number;
  /** WAL from the start of the collector until `quiet`: loading, opening sessions, the first sums, and VACUUM. */
  readonly startWalBytes: number;
  readonly quiet: Phase;
  readonly swaps: Phase;
  /** As `swaps`, but everybody who joins is new. */
  readonly newcomers: Phase;
  readonly silent: Phase;
  readonly comparison: Comparison;
  readonly databaseConnections: number;
  readonly login: LoginResult;
  readonly stop: { readonly tookMs: number; readonly code: number | null };
  /** Bugs that the collector logged. */
  readonly bugs: number;
}

interface LoginResult {
  readonly refused: number;
  /** Time in which the logins were refused. */
  readonly seconds: number;
  /** Until the right password was used after the registry got it. */
  readonly newPasswordMs: number;
}

/** One run with so many servers, from an empty database to the stopped collector. */
export async function runSize(
  count: number,
  options: BenchOptions,
  say: (line: string) => void,
): Promise<SizeResult> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: true });
  try {
    await using steam = await startFakeSteam((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"response":{"players":[]}}');
    });
    const env = {
      DATABASE_URL: postgres.url,
      LIVE_STATE_POLL_SECONDS: String(options.intervalSeconds),
      ROLLCALL_SECRET_KEY: 'benchmark benchmark benchmark',
      STEAM_WEB_API_KEY: 'benchmark',
      STEAM_WEB_API_URL: steam.url,
    };
    await runRollcall(['migrate'], env);
    const intervalMs = options.intervalSeconds * 1_000;
    return await measure(count, {
      env,
      folder,
      options,
      intervalMs,
      url: postgres.url,
      say: (line) => {
        say(`${count} servers: ${line}`);
      },
    });
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(count: number, setting: Setting): Promise<SizeResult> {
  const { env, intervalMs, options, say, url } = setting;
  await using simulation = await Simulation.start(count, PASSWORD, intervalMs);
  const locked = await startLockedServer(RIGHT_PASSWORD);
  const fleet = simulation.servers.map(({ collectorPort }, at) =>
    entry(`${NAME_PREFIX}${at}`, collectorPort, PASSWORD),
  );
  await applyFleet(setting, [...fleet, entry('locked', locked.port, PASSWORD)]);
  await using database = await BenchDatabase.open(url);
  await database.leaveOutFullPages();
  await database.storeProfiles(
    Array.from({ length: count }, (_, server) => firstPlayers(server))
      .flat()
      .map(({ playerId }) => playerId),
  );
  await seedPast(database.db, {
    days: PAST_DAYS,
    sessionsADay: PAST_SESSIONS_A_DAY,
    hoursToSum: 0,
  });
  const startWal = await database.walBytes();
  await using floor = startHelper<FloorCommand, FloorReply>(
    new URL('./floor/main.js', import.meta.url),
  );
  await using collector = startCollector(
    env,
    options.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`],
  );
  const startedMs = performance.now();
  const startedAtMs = Date.now();
  const ports = simulation.servers.map(({ floorPort }) => floorPort);
  const timeoutMs = Math.min(2_000, intervalMs / 2);
  await floor.ask({ type: 'start', ports, password: PASSWORD, intervalMs, timeoutMs }, 'done');
  say('starting');
  await ready(simulation, collector);
  await database.watchSessions();
  const warmUpSeconds = options.warmUpSeconds ?? warmUpSecondsFor(count, options.intervalSeconds);
  say(`collector and floor warm up (${warmUpSeconds} s)`);
  await delay(warmUpSeconds * 1_000);
  await database.summedUp();
  await database.tidyUp();
  await afterTheSums();
  await delay(intervalMs);

  const measured = {
    simulation,
    database,
    collectorPid: collector.pid,
    floorPid: floor.pid,
    intervalMs,
  };
  const startWalBytes = (await database.walBytes()) - startWal;
  say(`nothing changes (${options.seconds} s)`);
  const quiet = await measurePhase(measured, 'nothing changes', options.seconds);
  const changesFromMs = Date.now();
  const swaps = await measureSwaps(setting, measured, 'swaps');
  const newcomers = await measureSwaps(setting, measured, 'newcomers');
  const everySilent = options.silent === 0 ? null : Math.round(100 / options.silent);
  const silent = await measureSilent(setting, measured, everySilent, [
    ...fleet,
    entry('locked', locked.port, PASSWORD),
  ]);
  say('comparing what is stored with what happened');
  await delay(2 * intervalMs + 2_000);
  const refused = locked.refused;
  const seconds = (performance.now() - startedMs) / 1_000;
  const newPasswordMs = await changePassword(setting, locked, fleet);
  const isJudged = ({ server }: { readonly server: number }) =>
    everySilent === null || server % everySilent !== 6;
  const comparison = compareSessions(
    (await simulation.visits()).filter(isJudged),
    (await database.sessions(startedAtMs, changesFromMs)).filter(isJudged),
  );
  const databaseConnections = await database.connections();
  return {
    servers: count,
    intervalMs,
    startWalBytes,
    quiet,
    swaps,
    newcomers,
    silent,
    comparison,
    databaseConnections,
    login: { refused, seconds, newPasswordMs },
    stop: await stop(collector),
    bugs: collector.log().split('"bug in').length - 1,
  };
}

async function ready(simulation: Simulation, collector: RunningCollector): Promise<void> {
  const fromMs = performance.now();
  while ((await simulation.recorded()).fewestPolls < 3) {
    if (performance.now() - fromMs > READY_WITHIN_MS) {
      throw new Error(`the collector does not poll every server:\n${collector.log()}`);
    }
    await delay(250);
  }
}

/** How long it takes until a new password is used, in milliseconds; infinite where it is not. */
async function changePassword(
  setting: Setting,
  locked: LockedServer,
  fleet: readonly FleetEntry[],
): Promise<number> {
  await applyFleet(setting, [...fleet, entry('locked', locked.port, RIGHT_PASSWORD)]);
  const fromMs = performance.now();
  const gaveUp = new AbortController();
  const waited = delay(NEW_PASSWORD_WITHIN_MS, Infinity, { signal: gaveUp.signal });
  const used = locked.opened.then(() => performance.now() - fromMs);
  const tookMs = await Promise.race([used, waited]);
  gaveUp.abort();
  await waited.catch(() => undefined);
  return tookMs;
}

async function stop(collector: RunningCollector): Promise<SizeResult['stop']> {
  const fromMs = performance.now();
  const code = await collector.stop();
  return { tookMs: performance.now() - fromMs, code };
}
