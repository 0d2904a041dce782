import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startHelper } from '../../shared/bench/ask.ts';
import { startFakeSteam } from '../src/profiles/testing/fake-steam.ts';
import { badServers } from '../src/testing/bad-servers.ts';
import { compareSessions, type Comparison } from './compare.ts';
import { BenchDatabase, NAME_PREFIX } from './database.ts';
import { firstPlayerIds } from './fleet/simulated-server.ts';
import type { FloorCommand, FloorReply } from './floor/messages.ts';
import { startLockedServer, type LockedServer } from './locked-server.ts';
import type { BenchOptions } from './options.ts';
import { measurePhase, type Measured, type Phase } from './phase.ts';
import { applyFleet, entry, type FleetEntry, type RegisteredFleet } from './registry.ts';
import { runRollcall, startCollector, type RunningCollector } from './rollcall.ts';
import { Simulation } from './simulation.ts';

const PASSWORD = 'benchmark';
const RIGHT_PASSWORD = 'the right one';
/** In the phases with churn, a lively server changes once in this time on average. */
const CHURN_MS = 20_000;
const READY_WITHIN_MS = 180_000;
const NEW_PASSWORD_WITHIN_MS = 30_000;

export interface SizeResult {
  readonly servers: number;
  readonly intervalMs: number;
  readonly quiet: Phase;
  readonly swaps: Phase;
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

interface Setting extends RegisteredFleet {
  readonly options: BenchOptions;
  readonly intervalMs: number;
  readonly url: string;
  readonly say: (line: string) => void;
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
    Array.from({ length: count }, (_, server) => firstPlayerIds(server)).flat(),
  );
  await using floor = startHelper<FloorCommand, FloorReply>(
    new URL('./floor/main.js', import.meta.url),
  );
  await using collector = startCollector(
    env,
    options.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`],
  );
  const startedMs = performance.now();
  const ports = simulation.servers.map(({ floorPort }) => floorPort);
  const timeoutMs = Math.min(2_000, intervalMs / 2);
  await floor.ask({ type: 'start', ports, password: PASSWORD, intervalMs, timeoutMs }, 'done');
  say('starting');
  await ready(simulation, collector);
  await database.tidyUp();
  await database.watchSessions();
  say(`warming up (${options.warmUpSeconds} s)`);
  await delay(intervalMs + options.warmUpSeconds * 1_000);

  const measured = {
    simulation,
    database,
    collectorPid: collector.pid,
    floorPid: floor.pid,
    intervalMs,
  };
  say(`nothing changes (${options.seconds} s)`);
  const quiet = await measurePhase(measured, 'nothing changes', options.seconds);
  const changesFromMs = Date.now();
  const swaps = await measureSwaps(setting, measured);
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
    (await database.sessions(changesFromMs)).filter(isJudged),
  );
  const databaseConnections = await database.connections();
  return {
    servers: count,
    intervalMs,
    quiet,
    swaps,
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

async function measureSwaps(setting: Setting, measured: Measured): Promise<Phase> {
  const { seconds } = setting.options;
  setting.say(`one leaves, one joins, the state changes (${seconds} s)`);
  await measured.simulation.churn('swaps', CHURN_MS);
  await delay(setting.intervalMs);
  const phase = await measurePhase(measured, 'swaps', seconds);
  await measured.simulation.churn('none', CHURN_MS);
  return phase;
}

async function measureSilent(
  setting: Setting,
  measured: Measured,
  everySilent: number | null,
  fleet: readonly FleetEntry[],
): Promise<Phase> {
  const { seconds, silent } = setting.options;
  setting.say(`${silent} % silent, every kind of bad server, people come and go (${seconds} s)`);
  const bad = await Promise.all(badServers.map(({ start }) => start()));
  try {
    const entries = bad.map(({ port }, at) => entry(`bad ${at}`, port, PASSWORD));
    await applyFleet(setting, [...fleet, ...entries]);
    await measured.simulation.silence(everySilent);
    await measured.simulation.churn('walk', CHURN_MS);
    await delay(setting.intervalMs);
    const phase = await measurePhase(measured, 'silent', seconds);
    await measured.simulation.churn('none', CHURN_MS);
    return phase;
  } finally {
    for (const server of bad) await server[Symbol.asyncDispose]();
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
