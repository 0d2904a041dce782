import { Hono } from 'hono';
import { Gauge, Registry } from 'prom-client';
import { collectorRunning } from '../components/collector-notice.tsx';
import { bodyCopy } from '../live/copy.ts';
import { DatabaseAwayError } from '../live/database-away.ts';
import { createShared } from '../live/shared.ts';
import { liveState } from '../live-state.ts';
import type { CollectorsNow } from '../queries/collectors-now.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import type { Site } from '../site.ts';
import { plainText } from './plain-text.ts';

/** However many ask, and however often. */
const KEPT_MS = 1_000;

/** For Prometheus: what the viewer counts of itself, and the servers as they are now. Without the database the former alone. */
export const metricsRoute = (site: Site) => {
  const { registry } = site.metrics;
  const texts = createShared<string>(KEPT_MS, 1);
  return new Hono().get('/metrics', async (c) => {
    const text = await texts.get(
      '',
      async () => (await fleetText(site)) + (await registry.metrics()),
    );
    c.header('Cache-Control', 'no-store');
    return c.body(text, 200, { 'Content-Type': registry.contentType });
  });
};

async function fleetText(site: Site): Promise<string> {
  try {
    const [servers, collectors] = await Promise.all([site.reads.fleet(), site.reads.collectors()]);
    const copy = await site.copies.get('metrics', [servers, collectors], async () =>
      bodyCopy(await fleetMetrics(servers, collectors, site.staleSeconds), {}),
    );
    return Buffer.from(copy.bytes).toString();
  } catch (error) {
    if (error instanceof DatabaseAwayError) return databaseUp(0).metrics();
    throw error;
  }
}

/** Three series a server, named by its number and by what its operator calls it. What is not known has none: it is not zero. */
async function fleetMetrics(
  servers: readonly ServerNow[],
  collectors: CollectorsNow,
  staleSeconds: number,
): Promise<string> {
  const registry = databaseUp(1);
  const registers = [registry];
  const labelNames = ['server_id', 'server'] as const;
  const watched = new Gauge({
    name: 'rollcall_collector_running',
    help: 'Whether some collector is alive.',
    registers,
  });
  const up = new Gauge({
    name: 'rollcall_server_up',
    help: 'Whether the server answers; absent where nobody asks it.',
    labelNames,
    registers,
  });
  const players = new Gauge({
    name: 'rollcall_server_players',
    help: 'Humans in game; absent where it is not known.',
    labelNames,
    registers,
  });
  const most = new Gauge({
    name: 'rollcall_server_max_players',
    help: 'How many fit; absent where it is not known.',
    labelNames,
    registers,
  });
  const running = collectorRunning(collectors, staleSeconds);
  watched.set(Number(running));
  for (const server of servers) {
    const labels = { server_id: String(server.id), server: plainText(server.name) };
    if (running && server.enabled && server.status !== null) {
      up.set(labels, Number(server.status === 'ok'));
    }
    const { kind } = liveState(server, staleSeconds);
    if (kind === 'disabled' || kind === 'stale') continue;
    if (server.players !== null) players.set(labels, server.players);
    if (server.maxPlayers !== null) most.set(labels, server.maxPlayers);
  }
  return `${await registry.metrics()}\n`;
}

function databaseUp(value: 0 | 1): Registry {
  const registry = new Registry();
  const gauge = new Gauge({
    name: 'rollcall_viewer_database_up',
    help: 'Whether the viewer can read the database.',
    registers: [registry],
  });
  gauge.set(value);
  return registry;
}
