import { createTestDatabase } from '@rollcall/shared/testing';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { fakeRconServer } from '../collector/src/testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds } from '../collector/src/testing/srcds.ts';
import { HEALTHY } from './alert-scenarios.ts';
import { freePort } from './free-port.ts';
import { rollcall, rollcallViewer, start } from './processes.ts';
import { together } from './together.ts';

const docs = (path: string) => readFileSync(new URL(`../docs/${path}`, import.meta.url), 'utf8');
const patience = { timeout: 30_000, interval: 100 };

interface Panel {
  readonly title: string;
  readonly type: string;
  readonly targets?: readonly { readonly expr: string }[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
}
interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
}

/** What Rollcall's own metrics an expression names. */
const metricsIn = (expr: string) => expr.match(/\b(?:rollcall|process|nodejs)_[a-z_]+\b/g) ?? [];

/** Each metric with the names of its labels, as `/metrics` shows them. */
function exported(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-z_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}

/** What both programs export while a server is polled and its page looked at. */
async function scrape() {
  await using test = await createTestDatabase();
  await using open = together();
  const server = open.use(
    await fakeRconServer((rcon) => serveSrcds(rcon, { command: (asked) => answerStatus(asked) })),
  );
  await test.db.$client`
    with added as (
      insert into servers (name, host, port) values ('one', '127.0.0.1', ${server.port}) returning id)
    insert into server_credentials select id, 'secret' from added`;
  const [collectorPort, viewerPort] = [await freePort(), await freePort()];
  open.use(
    start(rollcall, ['run'], {
      DATABASE_URL: test.url,
      LIVE_STATE_POLL_SECONDS: '1',
      LIVE_STATE_QUERY_TIMEOUT_SECONDS: '0.8',
      COLLECTOR_PORT: String(collectorPort),
    }),
  );
  open.use(
    start(rollcallViewer, [], { DATABASE_URL: test.readerUrl, VIEWER_PORT: String(viewerPort) }),
  );
  const get = async (port: number, path: string) =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return await vi.waitFor(async () => {
    await get(viewerPort, '/servers');
    const text = (await get(collectorPort, '/metrics')) + (await get(viewerPort, '/metrics'));
    expect(text).toContain('rollcall_collector_table_size_bytes');
    expect(text).toContain('rollcall_collector_batch_lag_seconds_count');
    expect(text).toMatch(/^rollcall_server_players\{.*\} 1$/m);
    expect(text).toContain('rollcall_viewer_http_requests_total{');
    return text;
  }, patience);
}

it('has every metric, with every label, that the dashboard, the alerts and their tests name', async () => {
  const text = await scrape();
  const metrics = exported(text);
  const dashboard = JSON.parse(docs('grafana/rollcall.json')) as Dashboard;
  const rules = (parse(docs('prometheus/alerts.yaml')) as Rules).groups.flatMap((g) => g.rules);
  const expressions = [
    ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...rules.map(({ expr }) => expr),
    ...Object.keys(HEALTHY).filter((series) => !series.startsWith('up{')),
  ];
  expect(expressions.length).toBeGreaterThan(80);
  const names = expressions.flatMap(metricsIn);
  expect(names.filter((name) => !metrics.has(name))).toEqual([]);
  for (const expression of expressions) {
    for (const [, name = '', selector = ''] of expression.matchAll(/([a-z_]+)\{([^}]*)\}/g)) {
      const labels = [...selector.matchAll(/([a-z_]+)\s*(?:=|!=|=~|!~)"/g)].map(([, at]) => at);
      const own = labels.filter((label) => label !== 'job' && label !== 'instance');
      expect([...(metrics.get(name) ?? [])], expression).toEqual(expect.arrayContaining(own));
    }
    // What it is summed up by, some metric in it has to have; "job" and "instance" are of Prometheus itself.
    const had = new Set([
      'job',
      'instance',
      ...metricsIn(expression).flatMap((name) => [...(metrics.get(name) ?? [])]),
    ]);
    for (const [, by = ''] of expression.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)) {
      expect([...had], expression).toEqual(
        expect.arrayContaining(by.split(',').map((label) => label.trim())),
      );
    }
  }
}, 60_000);
