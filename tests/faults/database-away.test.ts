import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../../collector/src/store/testing/tcp-proxy.ts';
import { rollcall, start, type Running } from '../processes.ts';
import { together } from '../together.ts';
import type { Span } from './differences.ts';
import { AWAY_MS, CUTS, INTERVAL_MS, PATIENCE_MS, SERVERS } from './extent.ts';
import { expectHistory, expectOneAtATime } from './history.ts';
import { caughtUp, ownPostgres, type OwnPostgres } from './own-postgres.ts';
import { collectorEnv, simulate, type Simulated } from './simulated.ts';
import { expectStop } from './stop.ts';

const soon = { timeout: PATIENCE_MS, interval: 100 };
const BATCH_BYTES = 300;
const TRIES = 5;

it('writes the history as it was when connections are cut and Postgres crashes or is away for a minute', async () => {
  await using open = together();
  const postgres = open.use(await ownPostgres());
  const simulated = open.use(await simulate(postgres.db, SERVERS, 'database'));
  const proxy = open.use(await startTcpProxy(postgres.url));
  const begin = () => open.use(start(rollcall, ['run'], collectorEnv(proxy.url)));
  const first = begin();
  await allPolled(simulated);
  const fromMs = Date.now();
  for (let time = 0; time < CUTS; time += 1) await cutInTheMiddle(proxy, time % 2 === 0);

  await caughtUp(postgres);
  await first.stop('SIGKILL');
  const collector = begin();
  await allPolled(simulated);
  // Only what came after the last batch is lost, and with each batch the heartbeat is written.
  const [row] = await postgres.db.$client<{ heartbeat: number }[]>`
    select (extract(epoch from heartbeat_at) * 1000)::float8 as heartbeat from collector_run order by id`;
  const fromLastMs = (row?.heartbeat ?? 0) - INTERVAL_MS;
  const gaps: Span[] = [{ fromMs: fromLastMs, toMs: Date.now() + INTERVAL_MS }];

  await loseInCrash(postgres, collector);
  await postgres.stop();
  await delay(AWAY_MS);
  await postgres.start();
  await caughtUp(postgres);

  const toMs = Date.now();
  await expectStop(collector);
  const compared = await expectHistory(postgres.db, simulated, { fromMs, toMs }, gaps);
  expect(compared).toBeGreaterThan(SERVERS);
  expectOneAtATime(simulated);
  expect(collector.output()).not.toContain('polling pauses');
  expect(await postgres.db.$client`select 1 from collector_run`).toHaveLength(2);
}, 300_000);

async function allPolled(simulated: Simulated): Promise<void> {
  const sinceMs = Date.now() + INTERVAL_MS;
  await expect.poll(() => simulated.unpolledSince(sinceMs), soon).toEqual([]);
}

/** Cuts all connections while a batch is on its way: before the database has it, or after, so that nobody hears that it is written. */
async function cutInTheMiddle(proxy: TcpProxy, isBefore: boolean): Promise<void> {
  let isBatch = false;
  let isCut = false;
  proxy.onRequest = (data) => {
    isBatch = data.length > BATCH_BYTES;
    if (isBatch && isBefore) cut();
  };
  proxy.passAnswer = () => {
    if (isBatch) cut();
    return !isBatch;
  };
  const cut = () => {
    proxy.onRequest = () => undefined;
    proxy.passAnswer = () => true;
    isCut = true;
    proxy.cut();
  };
  await vi.waitFor(() => {
    expect(isCut).toBe(true);
  }, soon);
  await delay(300);
}

/** Crashes Postgres when it has taken batches that are not on the disk yet, and waits until they are written again. */
async function loseInCrash(postgres: OwnPostgres, collector: Running): Promise<void> {
  // Otherwise there is mostly nothing to lose.
  await postgres.db.$client`alter system set wal_writer_delay = '2s'`;
  await postgres.db.$client`select pg_reload_conf()`;
  const written = () => collector.output().includes('written again what Postgres had lost');
  for (let time = 0; !written() && time < TRIES; time += 1) {
    await delay(4_000);
    await postgres.crash();
    await postgres.start();
    await caughtUp(postgres);
  }
  expect(written(), collector.output()).toBe(true);
}
