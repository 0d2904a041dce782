import type { HistogramMetric, Metric } from './exposition.ts';
import type { RunVitals, Vitals } from './vitals.ts';

const seconds = (sinceMs: number | null, nowMs: number) =>
  sinceMs === null ? 0 : Math.max(0, nowMs - sinceMs) / 1_000;

const withLabel = (label: string, values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([key, value]) => [{ [label]: key }, value] as const);

export interface Moment {
  readonly nowMs: number;
  /** The time of day, milliseconds. */
  readonly dateMs: number;
}

/**
 * What the collector tells of itself. No label names a server: at 5,000 of them each name would be 5,000 series, and the viewer has
 * those that people ask for.
 */
export function collectorMetrics(
  vitals: Vitals,
  { nowMs, dateMs }: Moment,
): readonly (Metric | HistogramMetric)[] {
  const { polls, writes, run } = vitals;
  const counter = (name: string, help: string, value: Metric['value']): Metric => ({
    name: `rollcall_collector_${name}`,
    help,
    type: 'counter',
    value,
  });
  const gauge = (name: string, help: string, value: Metric['value']): Metric => ({
    ...counter(name, help, value),
    type: 'gauge',
  });
  const histogram = (
    name: string,
    help: string,
    value: HistogramMetric['value'],
  ): HistogramMetric => ({ name: `rollcall_collector_${name}`, help, type: 'histogram', value });
  const ofRun = (read: (run: RunVitals) => number | null) => (run === null ? null : read(run));
  const census = run?.census() ?? null;
  return [
    counter('polls_total', 'Polls by how they ended.', withLabel('outcome', polls.polls)),
    counter(
      'polls_skipped_total',
      'Polls left out, since the one before was still under way.',
      polls.skipped,
    ),
    counter(
      'incomplete_answers_total',
      'Answers whose list of players did not account for everybody.',
      polls.incomplete,
    ),
    histogram(
      'poll_duration_seconds',
      'From the question to the answer or the failure.',
      polls.took,
    ),
    histogram(
      'round_delay_seconds',
      'How late each round of the poll loop began: how busy the event loop is.',
      polls.late,
    ),
    gauge(
      'round_age_seconds',
      'Time since the last round of the poll loop, which makes five a second.',
      vitals.tickedMs === null ? null : seconds(vitals.tickedMs, nowMs),
    ),
    gauge(
      'polls_in_flight',
      'Polls that have a slot (LIVE_STATE_POLL_WORKERS).',
      ofRun((now) => now.polls().busy),
    ),
    gauge(
      'polls_waiting',
      'Polls that wait for a slot.',
      ofRun((now) => now.polls().waiting),
    ),
    gauge(
      'servers',
      'Servers that this collector polls, by how the last poll ended.',
      census === null ? null : withLabel('status', census.servers),
    ),
    gauge('open_sessions', 'Players in game on these servers.', census?.openSessions ?? null),
    counter('changes_total', 'Changes seen.', writes.pushed),
    counter(
      'changes_lost_total',
      'Changes given up because too many waited for the database.',
      writes.lost,
    ),
    counter(
      'changes_refused_total',
      'Times that the database refused what a server had become.',
      writes.refused,
    ),
    counter('write_outages_total', 'Times that writing began to fail.', writes.outages),
    histogram('batch_changes', 'Changes in a batch.', writes.batch),
    histogram(
      'batch_lag_seconds',
      'From the oldest change of a batch until it was stored.',
      writes.lag,
    ),
    gauge(
      'queue_changes',
      'Changes that wait to be written.',
      ofRun((now) => now.pending()),
    ),
    gauge(
      'queue_age_seconds',
      'How long the oldest of them has waited.',
      ofRun((now) => seconds(now.waitingSinceMs(), nowMs)),
    ),
    gauge('database_up', 'Whether the database answers.', Number(run?.databaseUp() ?? false)),
    gauge(
      'write_outage_seconds',
      'For how long nothing could be written; 0 while it can.',
      ofRun((now) => seconds(now.failingSinceMs(), nowMs)),
    ),
    gauge(
      'collectors',
      'Collectors that live on this database; absent while it is away.',
      ofRun((now) => now.collectors()),
    ),
    gauge(
      'polling',
      'Whether this collector may poll; not while another one may have taken over.',
      Number(run?.mayPoll() ?? false),
    ),
    counter(
      'runs_total',
      'Runs begun: more than one where another collector has taken over.',
      vitals.runs,
    ),
    gauge('time_seconds', 'The clock of this machine.', dateMs / 1_000),
    gauge(
      'clock_shift_seconds',
      'By how much that clock was moved since this process began.',
      (dateMs - nowMs) / 1_000,
    ),
  ];
}
