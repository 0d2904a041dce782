import { messageOf, type Database, type Logger } from '@rollcall/shared';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { systemClock } from '../poll/clock.ts';
import { rollcallVersion } from '../version.ts';
import { CONTENT_TYPE, exposition } from './exposition.ts';
import { healthProblems } from './health.ts';
import { collectorMetrics } from './metrics.ts';
import { processMetrics } from './process-metrics.ts';
import { createTableSizes } from './table-sizes.ts';
import type { Vitals } from './vitals.ts';

export interface ServeOptions {
  readonly host: string;
  /** 0 = any that is free. */
  readonly port: number;
  readonly vitals: Vitals;
  /** Asks the database one question; rejects while it is away. */
  readonly ask: <T>(question: (db: Database) => Promise<T>) => Promise<T>;
  readonly log: Logger;
}

export interface Served {
  readonly url: string;
  close(): void;
}

/**
 * Serves `/metrics` for Prometheus and `/healthz`, both read at the moment when somebody asks. Null where the address cannot be used:
 * the log says why, and polling goes on without it.
 */
export async function serveVitals(options: ServeOptions): Promise<Served | null> {
  const { host, port, log } = options;
  const pages = pagesOf(options);
  const server = createServer(
    // Who asks is a program on this machine: it says what it wants at once.
    { headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 5_000 },
    (request, response) => {
      void answer(pages, request, response);
    },
  );
  server.maxConnections = 16;
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    log.warn({ host, port, reason: reasonOf(error) }, 'no metrics: the address cannot be used');
    return null;
  }
  server.on('error', (error) => {
    log.warn({ err: error }, 'the server of the metrics failed');
  });
  const url = addressOf(server, host);
  log.info({ url }, 'metrics are served');
  return {
    url,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

type Pages = Readonly<Record<string, () => Page | Promise<Page>>>;

function pagesOf({ vitals, ask }: ServeOptions): Pages {
  const monotonicMs = () => systemClock.monotonicMs();
  const tableSizes = createTableSizes(ask, monotonicMs);
  // Read once: after an update the files are of the next version, and this is still the one before.
  const build = {
    name: 'rollcall_collector_build_info',
    help: 'Which version this is.',
    type: 'gauge',
    value: [[{ version: rollcallVersion(), node: process.version }, 1]],
  } as const;
  return {
    async '/metrics'() {
      const moment = { nowMs: monotonicMs(), dateMs: systemClock.date().getTime() };
      const isUp = vitals.run?.databaseUp() ?? false;
      const body = exposition([
        build,
        ...collectorMetrics(vitals, moment),
        ...(isUp ? await tableSizes() : []),
        ...(await processMetrics()),
      ]);
      return { status: 200, type: CONTENT_TYPE, body };
    },
    '/healthz'() {
      const problems = healthProblems(vitals, monotonicMs());
      return problems.length === 0
        ? text(200, 'ok')
        : text(503, ['unhealthy', ...problems].join('\n'));
    },
    '/': () => text(200, 'Rollcall collector: /metrics and /healthz'),
  };
}

async function answer(
  pages: Pages,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const page = await pageFor(pages, request);
  response.writeHead(page.status, {
    'Content-Type': page.type,
    'Content-Length': Buffer.byteLength(page.body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...(page.status === 405 ? { Allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : page.body);
}

async function pageFor(pages: Pages, { method, url = '' }: IncomingMessage): Promise<Page> {
  if (method !== 'GET' && method !== 'HEAD') return text(405, 'only GET');
  const path = url.split('?', 1)[0] ?? '';
  if (!Object.hasOwn(pages, path)) return text(404, 'there is /metrics and /healthz');
  try {
    return (await pages[path]?.()) ?? text(404, 'nothing here');
  } catch (error) {
    return text(500, messageOf(error));
  }
}

function text(status: number, body: string): Page {
  return { status, type: 'text/plain; charset=utf-8', body: `${body}\n` };
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return 'another program uses this port: choose another one with COLLECTOR_PORT, or stop that program, and restart';
    case 'EACCES':
      return 'this user may not use this port: choose one above 1023 with COLLECTOR_PORT, and restart';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this machine has no such address: set COLLECTOR_HOST to one of its own, 127.0.0.1 for example, and restart';
    default:
      return messageOf(error);
  }
}
