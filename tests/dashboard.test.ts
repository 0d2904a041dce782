import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { hasPromtool, promtool } from './promtool.ts';

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
}
interface Panel {
  readonly id: number;
  readonly title: string;
  readonly type: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}
interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly schemaVersion: number;
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string }[];
  };
  readonly panels: readonly Panel[];
}

const file = new URL('../docs/grafana/rollcall.json', import.meta.url);
const dashboard = JSON.parse(readFileSync(file, 'utf8')) as Dashboard;
const { panels } = dashboard;
const shown = panels.filter(({ type }) => type !== 'row');

it('is a dashboard that any Grafana can import: with a choice of the data source, and no panel without a question', () => {
  expect(dashboard).toMatchObject({ title: 'Rollcall', uid: 'rollcall' });
  expect(dashboard.schemaVersion).toBeGreaterThan(30);
  expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }]);
  for (const key of ['id', 'title'] as const) {
    expect(new Set(panels.map((panel) => panel[key])).size).toBe(panels.length);
  }
  for (const { type, title, datasource, fieldConfig, targets = [] } of panels) {
    expect(['row', 'stat', 'timeseries']).toContain(type);
    if (type === 'row') continue;
    expect(datasource, title).toEqual({ type: 'prometheus', uid: '${datasource}' });
    expect(fieldConfig?.defaults.unit, title).toMatch(/^(short|s|bytes|reqps|percentunit)$/);
    expect(targets.length, title).toBeGreaterThan(0);
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
  }
});

it('has no panel that lies over another one, or beside the page', () => {
  const taken = new Set<string>();
  for (const { title, gridPos } of panels) {
    const { x, y, w, h } = gridPos;
    expect(x + w, title).toBeLessThanOrEqual(24);
    for (let at = 0; at < w * h; at += 1) {
      const cell = `${x + (at % w)} ${y + Math.floor(at / w)}`;
      expect(taken, title).not.toContain(cell);
      taken.add(cell);
    }
  }
});

it('names in legends only what a question is summed up by', () => {
  for (const { targets = [] } of shown) {
    for (const { expr, legendFormat = '' } of targets) {
      const labels = [...legendFormat.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, label]) => label);
      const by = /\bby\s*\(([^)]*)\)/.exec(expr)?.[1]?.split(/,\s*/);
      if (by !== undefined) expect(by, expr).toEqual(expect.arrayContaining(labels));
    }
  }
});

it.runIf(hasPromtool)('asks only what Prometheus understands', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'rollcall-dashboard-'));
  try {
    const questions = shown.flatMap(({ targets = [] }) => targets);
    const rules = questions.map(({ expr }, at) => ({
      record: `question_${at}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    expect(rules.length).toBeGreaterThan(30);
    const path = join(scratch, 'questions.yaml');
    writeFileSync(path, stringify({ groups: [{ name: 'dashboard', rules }] }));
    expect(promtool(['check', 'rules', path])).toMatchObject({ status: 0 });
  } finally {
    rmSync(scratch, { recursive: true });
  }
});
