import type { Spread } from '../poll/spread.ts';

type Labels = Readonly<Record<string, string>>;

/** One metric in the text format of Prometheus (version 0.0.4). */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** A value, or one for each set of labels; null for what is not known, which is not zero. */
  readonly value: number | null | readonly (readonly [Labels, number])[];
}

export interface HistogramMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'histogram';
  readonly value: Spread;
}

export const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The metrics as Prometheus reads them. Not by prom-client, as in the viewer: what that brings along takes 9 MB of memory, a tenth of
 * what this process may have.
 */
export function exposition(metrics: readonly (Metric | HistogramMetric)[]): string {
  return metrics
    .flatMap((metric) => {
      const samples = samplesOf(metric);
      if (samples.length === 0) return [];
      const { name, help, type } = metric;
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples];
    })
    .map((line) => `${line}\n`)
    .join('');
}

function samplesOf(metric: Metric | HistogramMetric): readonly string[] {
  if (metric.type === 'histogram') return histogram(metric);
  const { name, value } = metric;
  if (value === null) return [];
  if (typeof value === 'number') return [`${name} ${value}`];
  return value.map(([labels, number]) => `${name}${braces(labels)} ${number}`);
}

function histogram({ name, value }: HistogramMetric): readonly string[] {
  let below = 0;
  const buckets = value.bounds.map((bound, at) => {
    below += value.counts[at] ?? 0;
    return `${name}_bucket{le="${bound}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_bucket{le="+Inf"} ${value.count}`,
    `${name}_sum ${value.sum}`,
    `${name}_count ${value.count}`,
  ];
}

function braces(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
