import { closeDatabase, openDatabase } from '@rollcall/shared';
import { startEmbeddedPostgres } from '@rollcall/shared/embedded-postgres';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { figureTable } from '../../../shared/bench/figures.ts';
import { applyFleet, entry } from '../registry.ts';
import { runRollcall, startCollector } from '../rollcall.ts';
import { Simulation } from '../simulation.ts';
import { look, type Look } from './look.ts';
import { readSoakOptions, type SoakOptions } from './options.ts';
import { verdict } from './verdict.ts';

const PASSWORD = 'soak';

/** Polls the servers for a long time and looks at the collector from outside. */
async function soak(options: SoakOptions): Promise<readonly Look[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-soak-'));
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres'), durable: true });
  const db = openDatabase({ url: postgres.url, applicationName: 'soak', max: 1 });
  try {
    const intervalMs = options.intervalSeconds * 1_000;
    await using simulation = await Simulation.start(options.servers, PASSWORD, intervalMs);
    // After the servers, each of which takes a port that is free.
    const port = await freePort();
    const env = {
      DATABASE_URL: postgres.url,
      LIVE_STATE_POLL_SECONDS: String(options.intervalSeconds),
      ROLLCALL_SECRET_KEY: 'soak',
      COLLECTOR_PORT: String(port),
    };
    await runRollcall(['migrate'], env);
    await applyFleet(
      { env, folder },
      simulation.servers.map(({ collectorPort }, at) => entry(`s${at}`, collectorPort, PASSWORD)),
    );
    await using collector = startCollector(env, []);
    await simulation.churn('walk', options.churnSeconds * 1_000);
    const url = `http://127.0.0.1:${port}/metrics`;
    // The first looks come when everything polls.
    await delay(intervalMs + 5_000);
    const looks: Look[] = [];
    const startedMs = performance.now();
    for (let at = 0; at * options.everySeconds <= options.minutes * 60; at += 1) {
      await delay(Math.max(0, startedMs + at * options.everySeconds * 1_000 - performance.now()));
      const seen = await look(url, db, (at * options.everySeconds) / 60).catch((error: unknown) => {
        throw new Error(`the collector does not answer:\n${collector.log()}`, { cause: error });
      });
      if (at === 0) process.stdout.write(`${TITLES.join('  ')}\n`);
      process.stdout.write(`${cells(seen, looks.at(-1))}\n`);
      looks.push(seen);
    }
    const code = await collector.stop();
    if (code !== 0) throw new Error(`the collector ended with ${code}:\n${collector.log()}`);
    return looks;
  } finally {
    await closeDatabase(db);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const TITLES = [
  'minute',
  '  RSS MB',
  ' heap MB',
  'handles',
  'late mean ms',
  '  polls/s',
  'queue',
  'tables kB',
  'indexes kB',
  '   rows',
] as const;

function cells(now: Look, before: Look | undefined): string {
  const seconds = (now.minute - (before?.minute ?? 0)) * 60;
  const values = [
    now.minute.toFixed(1),
    (now.residentBytes / 1e6).toFixed(1),
    (now.heapUsedBytes / 1e6).toFixed(1),
    now.handles,
    ((now.lateSeconds / (now.rounds.get(Infinity) ?? NaN)) * 1_000).toFixed(2),
    before === undefined ? '' : ((now.polls - before.polls) / seconds).toFixed(1),
    now.queueChanges,
    Math.round(now.tableBytes / 1_000),
    Math.round(now.indexBytes / 1_000),
    now.rows,
  ];
  return values.map((value, at) => String(value).padStart(TITLES[at]?.length ?? 0)).join('  ');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const figures = verdict(await soak(readSoakOptions(process.argv)));
process.stdout.write(`\n${figureTable(figures)}\n`);
process.exit(figures.some(({ ok }) => ok === false) ? 1 : 0);
