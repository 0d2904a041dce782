import type { Database } from '@rollcall/shared';
import { setTimeout as delay } from 'node:timers/promises';
import type { Figure } from '../../shared/bench/figures.ts';
import { cpuMicroseconds, residentBytes } from '../../shared/bench/process-cost.ts';
import { percentile, sortedValues } from '../../shared/bench/statistics.ts';
import type { Changes } from './changes.ts';
import { statementsSent } from './counted.ts';
import type { Loader } from './load-addresses.ts';
import type { PageAddress } from './load/messages.ts';

const SETTLE_MS = 8_000;
const CHANGED_A_SECOND = 5;
const LOOKS = 40;

export interface OpenSetting {
  readonly db: Database;
  readonly loader: Loader;
  readonly viewer: { readonly pid: number; readonly port: number };
  readonly changes: Changes;
  readonly pollSeconds: number;
}

export const LIST: PageAddress = { fragment: '/servers/live-state', events: '/servers/events' };

export const pageOf = (serverId: number): PageAddress => ({
  fragment: `/servers/${serverId}/live-state`,
  events: `/servers/${serverId}/events`,
});

/** Figure C3: what the viewer and the database do while so many look at the list, once while nothing changes and once while much does. */
export async function measureOpenPages(
  setting: OpenSetting,
  pages: number,
  seconds: number,
  say: (line: string) => void,
): Promise<readonly Figure[]> {
  const { loader, viewer, changes, pollSeconds } = setting;
  const addresses = Array.from({ length: pages }, () => LIST);
  await loader.ask({ type: 'open', port: viewer.port, pages: addresses, pollSeconds }, 'done');
  await delay(SETTLE_MS);
  say(`${pages} open pages, nothing changes (${seconds} s)`);
  const quiet = await overTime(setting, seconds);
  say(`${pages} open pages, ${CHANGED_A_SECOND} servers change each second (${seconds} s)`);
  const ids = await changes.servers(200);
  let written = 0;
  const timer = setInterval(() => {
    const from = (written * CHANGED_A_SECOND) % ids.length;
    written += 1;
    const map = `bench_map_${written}`;
    changes.write(ids.slice(from, from + CHANGED_A_SECOND), map).catch(say);
  }, 1_000);
  await delay(3_000);
  const busy = await overTime(setting, seconds);
  clearInterval(timer);
  await loader.ask({ type: 'close' }, 'done');
  return [
    ...figuresOf(`${pages} open pages, nothing changes`, quiet, true),
    ...figuresOf(`${pages} open pages, changes each second`, busy, false),
  ];
}

interface Used {
  readonly cpuPercent: number;
  readonly queriesASecond: number;
  readonly refreshesASecond: number;
  readonly unchanged: number;
  readonly events: number;
  readonly failed: number;
  readonly megabytesASecond: number;
  readonly residentMegabytes: number;
}

async function overTime({ db, loader, viewer }: OpenSetting, seconds: number): Promise<Used> {
  await loader.ask({ type: 'tell' }, 'told');
  const before = await statementsSent(db);
  const cpuBefore = cpuMicroseconds(viewer.pid);
  const beganMs = performance.now();
  await delay(seconds * 1_000);
  const cpu = cpuMicroseconds(viewer.pid) - cpuBefore;
  const tookSeconds = (performance.now() - beganMs) / 1_000;
  const sent = (await statementsSent(db)) - before;
  const told = await loader.ask({ type: 'tell' }, 'told');
  return {
    cpuPercent: cpu / 10_000 / tookSeconds,
    queriesASecond: sent / tookSeconds,
    refreshesASecond: told.refreshes / tookSeconds,
    unchanged: told.unchanged / Math.max(1, told.refreshes),
    events: told.events,
    failed: told.failed,
    megabytesASecond: told.bytes / 1_000_000 / tookSeconds,
    residentMegabytes: residentBytes(viewer.pid) / 1_000_000,
  };
}

function figuresOf(what: string, used: Used, isJudged: boolean): readonly Figure[] {
  const { cpuPercent, queriesASecond } = used;
  return [
    {
      id: 'C3',
      what: `${what}: CPU of the viewer`,
      measured: `${cpuPercent.toFixed(1)} % of a core`,
      limit: isJudged ? '≤ 5.0 %' : '',
      ok: isJudged ? cpuPercent <= 5 : null,
    },
    {
      id: 'C3',
      what: `${what}: queries`,
      measured: `${queriesASecond.toFixed(2)} a second`,
      limit: isJudged ? '≤ 1.00' : '',
      ok: isJudged ? queriesASecond <= 1 : null,
    },
    {
      id: '',
      what: `${what}: refreshes`,
      measured: `${used.refreshesASecond.toFixed(0)} a second, ${(100 * used.unchanged).toFixed(0)} % unchanged, ${used.megabytesASecond.toFixed(1)} MB/s`,
      limit: '',
      ok: null,
    },
    {
      id: '',
      what: `${what}: told of changes; failed; memory`,
      measured: `${used.events}; ${used.failed}; ${used.residentMegabytes.toFixed(0)} MB`,
      limit: used.failed === 0 ? '' : '0 failed',
      ok: used.failed === 0,
    },
  ];
}

/** Figure A10: from a committed row to an open page that shows it. */
export async function measureChanges(
  { loader, viewer, changes, pollSeconds }: OpenSetting,
  what: string,
  address: PageAddress,
  serverId: number,
): Promise<readonly Figure[]> {
  const page = { type: 'open', port: viewer.port, pages: [address], pollSeconds } as const;
  await loader.ask(page, 'done');
  await delay(1_500);
  const tookMs: number[] = [];
  for (let n = 0; n < LOOKS; n += 1) {
    const map = `bench_look_${Date.now()}`;
    const seen = loader.ask({ type: 'watch', text: map }, 'seen');
    // At any moment of the viewer's second, and of the page's refresh by time.
    await delay(300 + ((n * 370) % 1_900));
    await changes.write([serverId], map);
    const committedMs = performance.timeOrigin + performance.now();
    tookMs.push((await seen).atMs - committedMs);
  }
  await loader.ask({ type: 'close' }, 'done');
  const sorted = sortedValues(tookMs);
  const [p50, p95, most] = [0.5, 0.95, 1].map((part) => percentile(sorted, part));
  return [
    {
      id: 'A10',
      what: `row to ${what}: p50, p95, max of ${LOOKS}`,
      measured: [p50, p95, most].map((ms) => `${(ms ?? NaN).toFixed(0)} ms`).join(', '),
      limit: 'p95 ≤ 300 ms',
      ok: (p95 ?? NaN) <= 300,
    },
  ];
}
