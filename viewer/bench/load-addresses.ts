import type { Database } from '@rollcall/shared';
import type { Helper } from '../../shared/bench/ask.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { alignedTable, type Figure } from '../../shared/bench/figures.ts';
import { percentile } from '../../shared/bench/statistics.ts';
import { statementsSent } from './counted.ts';
import { getRequest, HttpConnection } from './load/http-connection.ts';
import type { LoadCommand, LoadReply } from './load/messages.ts';
import type { ServerProcess } from './processes.ts';

/** What browsers ask with, as far as it matters. */
export const BROWSER = { 'Accept-Encoding': 'gzip, deflate, br' } as const;
const CONNECTIONS = 32;
const SHARED_MS = 1_100;
/** Hello is measured again after so many addresses. */
const HELLO_EVERY = 8;

export type Loader = Helper<LoadCommand, LoadReply>;

/** What one address costs. */
export interface Measured {
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  /** The first request, for which nothing had been read or made, and what it asked the database. */
  readonly coldMs: number;
  readonly coldStatements: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly aSecond: number;
  /** Beside a server that says hello. */
  readonly ratio: number;
  readonly statementsARequest: number;
  readonly failed: number;
}

export interface Setting {
  readonly db: Database;
  readonly loader: Loader;
  readonly viewer: ServerProcess;
  readonly hello: ServerProcess;
  readonly seconds: number;
}

export function load(
  loader: Loader,
  port: number,
  path: string,
  seconds: number,
  headers: Readonly<Record<string, string>> = BROWSER,
) {
  return loader.ask(
    { type: 'load', port, path, headers, connections: CONNECTIONS, seconds },
    'loaded',
  );
}

/** Each address cold, and then under load. */
export async function measureAddresses(
  paths: readonly string[],
  setting: Setting,
): Promise<readonly Measured[]> {
  const { loader, seconds } = setting;
  const all: Measured[] = [];
  let helloASecond = NaN;
  for (const [n, path] of paths.entries()) {
    if (n % HELLO_EVERY === 0) {
      const { requests, seconds: took } = await load(loader, setting.hello.port, '/', seconds);
      helloASecond = requests / took;
    }
    const cold = await askCold(path, setting);
    const before = await statementsSent(setting.db);
    const hot = await load(loader, setting.viewer.port, path, seconds);
    const sent = (await statementsSent(setting.db)) - before;
    const aSecond = hot.requests / hot.seconds;
    all.push({
      path,
      ...cold,
      p50Ms: percentile(hot.latenciesMs, 0.5),
      p99Ms: percentile(hot.latenciesMs, 0.99),
      aSecond,
      ratio: aSecond / helloASecond,
      statementsARequest: sent / hot.requests,
      failed: hot.failed,
    });
  }
  return all;
}

/** What is shared for a second is asked for anew. */
async function askCold(path: string, { db, viewer }: Setting) {
  await delay(SHARED_MS);
  using connection = await HttpConnection.open(viewer.port);
  const before = await statementsSent(db);
  const beganMs = performance.now();
  const { status, bodyBytes } = await connection.ask(getRequest(path, BROWSER));
  const coldMs = performance.now() - beganMs;
  const coldStatements = (await statementsSent(db)) - before;
  return { status, bytes: bodyBytes, coldMs, coldStatements };
}

export function addressTable(measured: readonly Measured[]): string {
  const rows = measured.map((one) => [
    one.path.length > 60 ? `${one.path.slice(0, 59)}…` : one.path,
    `${one.status}${one.failed > 0 ? ` (${one.failed} failed)` : ''}`,
    (one.bytes / 1_000).toFixed(1),
    one.coldMs.toFixed(1),
    String(one.coldStatements),
    one.p50Ms.toFixed(2),
    one.p99Ms.toFixed(2),
    one.aSecond.toFixed(0),
    one.ratio.toFixed(2),
    one.statementsARequest.toFixed(4),
  ]);
  return alignedTable([
    [
      'address',
      '',
      'kB',
      'cold ms',
      'queries',
      'p50',
      'p99',
      'a second',
      '× hello',
      'queries each',
    ],
    ...rows,
  ]);
}

export function addressFigures(measured: readonly Measured[]): readonly Figure[] {
  const bad = measured.filter(({ status, failed }) => status !== 200 || failed > 0);
  const slow = measured.reduce((a, b) => (b.coldMs > a.coldMs ? b : a));
  return [
    {
      id: '',
      what: 'addresses that failed',
      measured: bad.length === 0 ? 'none' : bad.map(({ path }) => path).join(' '),
      limit: 'none',
      ok: bad.length === 0,
    },
    {
      id: '',
      what: `slowest first answer: ${slow.path}`,
      measured: `${slow.coldMs.toFixed(0)} ms`,
      limit: '',
      ok: null,
    },
  ];
}
