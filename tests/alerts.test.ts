import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { HEALTHY, SCENARIOS, type AlertScenario } from './alert-scenarios.ts';
import { hasPromtool, promtool } from './promtool.ts';

const folder = fileURLToPath(new URL('../docs/prometheus/', import.meta.url));
const { groups } = parse(readFileSync(join(folder, 'alerts.yaml'), 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));

const FIRING = 'count by (alertname) (ALERTS{alertstate="firing"})';

/** As promtool reads it: what fires at which minute. */
function unitTest(
  { alert, series }: Pick<AlertScenario, 'alert' | 'series'>,
  moments: readonly (readonly [minute: number, isFiring: boolean])[],
) {
  return {
    name: alert,
    interval: '1m',
    input_series: Object.entries({ ...HEALTHY, ...series }).map(([name, values]) => ({
      series: name,
      values,
    })),
    promql_expr_test: moments.map(([minute, isFiring]) => ({
      expr: FIRING,
      eval_time: `${minute}m`,
      exp_samples: isFiring ? [{ labels: `{alertname="${alert}"}`, value: 1 }] : [],
    })),
  };
}

/** What promtool has to say about these tests; empty where all is as expected. */
function problems(tests: readonly object[]): string {
  const scratch = mkdtempSync(join(tmpdir(), 'rollcall-alerts-'));
  try {
    const file = join(scratch, 'test.yaml');
    const rules = { rule_files: [join(folder, 'alerts.yaml')], evaluation_interval: '1m' };
    writeFileSync(file, stringify({ ...rules, tests }));
    const { status, output } = promtool(['test', 'rules', file]);
    return status === 0 ? '' : output;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

it('has a scenario for every alert', () => {
  expect(alerts.length).toBeGreaterThan(15);
  expect([...new Set(SCENARIOS.map(({ alert }) => alert))].sort()).toEqual([...alerts].sort());
});

describe.runIf(hasPromtool)('the alerts', () => {
  it('are rules and a configuration that Prometheus takes', () => {
    expect(promtool(['check', 'rules', join(folder, 'alerts.yaml')])).toMatchObject({ status: 0 });
    const config = join(folder, 'prometheus.yaml');
    expect(promtool(['check', 'config', config])).toMatchObject({ status: 0 });
  });

  it('leave people alone while all is well', () => {
    const healthy = unitTest({ alert: 'none', series: {} }, [
      [30, false],
      [600, false],
    ]);
    expect(problems([healthy])).toBe('');
  });

  it('call nobody for a clock when a collector starts again after its clock was moved', () => {
    const series = {
      'rollcall_collector_clock_shift_seconds{instance="c:8081", job="rollcall-collector"}':
        '-3600+0x20 0+0x700',
      'process_start_time_seconds{instance="c:8081", job="rollcall-collector"}':
        '1000+0x20 2000+0x700',
    };
    const moments = [20, 21, 23, 30, 40].map((minute) => [minute, false] as const);
    expect(problems([unitTest({ alert: 'none', series }, moments)])).toBe('');
  });

  it.each(SCENARIOS.map((scenario) => [scenario.alert, scenario] as const))(
    '%s fires when it shall, and no other',
    (_, scenario) => {
      const moments = [[9, false] as const, [scenario.firingAt, true] as const];
      expect(problems([unitTest(scenario, moments)])).toBe('');
    },
  );
});
