/** Values a minute, in the notation of promtool; what is given replaces what is healthy. */
type Series = Readonly<Record<string, string>>;

export interface AlertScenario {
  readonly alert: string;
  /** What is different from a healthy installation from minute 0 on. */
  readonly series: Series;
  /** At this minute it is firing; until minute 9 nothing is. */
  readonly firingAt: number;
}

const collector = 'instance="c:8081", job="rollcall-collector"';
const viewer = 'instance="v:8080", job="rollcall-viewer"';
const ofCollector = (name: string, labels = '') =>
  `rollcall_collector_${name}{${[collector, labels].filter((text) => text !== '').join(', ')}}`;
const ofViewer = (name: string, labels = '') =>
  `rollcall_viewer_${name}{${[viewer, labels].filter((text) => text !== '').join(', ')}}`;
const always = (value: number | string) => `${value}+0x700`;

/** Six servers, polled every five seconds, and people who look at pages. */
export const HEALTHY: Series = {
  [`up{${collector}}`]: always(1),
  [`up{${viewer}}`]: always(1),
  [`rollcall_collector_running{${viewer}}`]: always(1),
  [ofCollector('polls_total', 'outcome="ok"')]: '0+72x700',
  [ofCollector('polls_total', 'outcome="timeout"')]: always(0),
  [ofCollector('servers', 'status="ok"')]: always(6),
  [ofCollector('servers', 'status="timeout"')]: always(0),
  [ofCollector('servers', 'status="unreachable"')]: always(0),
  [ofCollector('servers', 'status="auth"')]: always(0),
  [ofCollector('servers', 'status="protocol"')]: always(0),
  [ofCollector('database_up')]: always(1),
  [ofCollector('write_outage_seconds')]: always(0),
  [ofCollector('changes_lost_total')]: always(0),
  [ofCollector('changes_refused_total')]: always(0),
  [ofCollector('batch_lag_seconds_bucket', 'le="1"')]: '0+10x700',
  [ofCollector('batch_lag_seconds_bucket', 'le="30"')]: '0+10x700',
  [ofCollector('batch_lag_seconds_bucket', 'le="+Inf"')]: '0+10x700',
  [ofCollector('runs_total')]: always(1),
  [ofCollector('incomplete_answers_total')]: always(0),
  [ofCollector('time_seconds')]: '0+60x700',
  [ofCollector('clock_shift_seconds')]: always(0),
  [ofCollector('round_delay_seconds_bucket', 'le="0.005"')]: '0+300x700',
  [ofCollector('round_delay_seconds_bucket', 'le="1"')]: '0+300x700',
  [ofCollector('round_delay_seconds_bucket', 'le="+Inf"')]: '0+300x700',
  [ofCollector('polls_skipped_total')]: always(0),
  [ofCollector('database_size_bytes')]: '2000000000+100000x700',
  [`process_start_time_seconds{${collector}}`]: always(1_000),
  [`process_start_time_seconds{${viewer}}`]: always(1_000),
  [`process_open_fds{${collector}}`]: always(50),
  [`process_max_fds{${collector}}`]: always(1_024),
  [`process_resident_memory_bytes{${collector}}`]: always(90e6),
  [`rollcall_server_up{${viewer}, server_id="1", server="one"}`]: always(1),
  [ofViewer('database_up')]: always(1),
  [ofViewer('http_requests_total', 'route="/servers", status="200"')]: '0+60x700',
  [ofViewer('http_requests_total', 'route="/servers", status="500"')]: always(0),
  [ofViewer('http_request_duration_seconds_bucket', 'route="/servers", le="0.1"')]: '0+60x700',
  [ofViewer('http_request_duration_seconds_bucket', 'route="/servers", le="5"')]: '0+60x700',
  [ofViewer('http_request_duration_seconds_bucket', 'route="/servers", le="+Inf"')]: '0+60x700',
};

/** Fine for ten minutes, then so. */
const then = (before: number | string, after: string) => `${before}+0x9 ${after}`;

export const SCENARIOS: readonly AlertScenario[] = [
  {
    alert: 'RollcallCollectorDown',
    series: { [`up{${collector}}`]: then(1, always(0)) },
    firingAt: 13,
  },
  {
    // It comes up, and is gone at the next look.
    alert: 'RollcallRestarts',
    series: {
      [`up{${collector}}`]: then(1, '1 0 1 0 1 0 1 0'),
      [`process_start_time_seconds{${collector}}`]: then(1_000, '2000 _ 3000 _ 4000 _ 5000 _'),
    },
    firingAt: 16,
  },
  {
    alert: 'RollcallNobodyWatches',
    series: { [`rollcall_collector_running{${viewer}}`]: then(1, always(0)) },
    firingAt: 13,
  },
  {
    alert: 'RollcallNoPolls',
    series: { [ofCollector('polls_total', 'outcome="ok"')]: '0+72x9 648+0x700' },
    firingAt: 20,
  },
  {
    alert: 'RollcallDatabaseAway',
    series: { [ofCollector('database_up')]: then(1, always(0)) },
    firingAt: 13,
  },
  {
    alert: 'RollcallNothingWritten',
    series: { [ofCollector('write_outage_seconds')]: then(0, '0+60x700') },
    firingAt: 14,
  },
  {
    alert: 'RollcallChangesLost',
    series: { [ofCollector('changes_lost_total')]: then(0, always(50)) },
    firingAt: 12,
  },
  {
    alert: 'RollcallChangesLost',
    series: { [ofCollector('changes_refused_total')]: then(0, always(1)) },
    firingAt: 12,
  },
  {
    alert: 'RollcallWritesLate',
    series: { [ofCollector('batch_lag_seconds_bucket', 'le="1"')]: '0+10x9 90+0x700' },
    firingAt: 25,
  },
  {
    alert: 'RollcallCollectorsFight',
    series: { [ofCollector('runs_total')]: then(1, '1+1x700') },
    firingAt: 20,
  },
  {
    alert: 'RollcallManyServersAway',
    series: {
      [ofCollector('servers', 'status="ok"')]: then(6, always(2)),
      [ofCollector('servers', 'status="timeout"')]: then(0, always(3)),
      [ofCollector('servers', 'status="unreachable"')]: then(0, always(1)),
    },
    firingAt: 16,
  },
  {
    alert: 'RollcallServerDown',
    series: {
      [`rollcall_server_up{${viewer}, server_id="1", server="one"}`]: then(1, always(0)),
    },
    firingAt: 21,
  },
  {
    alert: 'RollcallWrongPassword',
    series: { [ofCollector('servers', 'status="auth"')]: then(0, always(1)) },
    firingAt: 16,
  },
  {
    // Of all: then nobody is polled for up to an hour, on purpose.
    alert: 'RollcallWrongPassword',
    series: {
      [ofCollector('servers', 'status="ok"')]: then(6, always(0)),
      [ofCollector('servers', 'status="auth"')]: then(0, always(6)),
      [ofCollector('polls_total', 'outcome="ok"')]: '0+72x9 648+0x700',
    },
    firingAt: 25,
  },
  {
    alert: 'RollcallAnswersNotUnderstood',
    series: { [ofCollector('servers', 'status="protocol"')]: then(0, always(1)) },
    firingAt: 26,
  },
  {
    alert: 'RollcallAnswersIncomplete',
    series: { [ofCollector('incomplete_answers_total')]: then(0, '0+30x700') },
    firingAt: 50,
  },
  {
    alert: 'RollcallClockWrong',
    series: { [ofCollector('time_seconds')]: '0+60x9 608+60x700' },
    firingAt: 13,
  },
  {
    alert: 'RollcallClockMoved',
    series: { [ofCollector('clock_shift_seconds')]: then(0, always(-3_600)) },
    firingAt: 12,
  },
  {
    alert: 'RollcallCollectorBusy',
    series: {
      [ofCollector('round_delay_seconds_bucket', 'le="0.005"')]: '0+300x9 2700+200x700',
    },
    firingAt: 30,
  },
  {
    alert: 'RollcallCollectorBusy',
    series: { [ofCollector('polls_skipped_total')]: then(0, '0+30x700') },
    firingAt: 30,
  },
  {
    alert: 'RollcallFilesRunOut',
    series: { [`process_open_fds{${collector}}`]: then(50, always(900)) },
    firingAt: 16,
  },
  {
    alert: 'RollcallMemoryHigh',
    series: { [`process_resident_memory_bytes{${collector}}`]: then(90e6, always(900e6)) },
    firingAt: 21,
  },
  {
    alert: 'RollcallDatabaseGrows',
    series: { [ofCollector('database_size_bytes')]: '2000000000+0x9 2000000000+1000000x700' },
    firingAt: 100,
  },
  {
    alert: 'RollcallViewerDown',
    series: { [`up{${viewer}}`]: then(1, always(0)) },
    firingAt: 13,
  },
  {
    alert: 'RollcallViewerWithoutDatabase',
    series: { [ofViewer('database_up')]: then(1, always(0)) },
    firingAt: 13,
  },
  {
    alert: 'RollcallViewerFails',
    series: {
      [ofViewer('http_requests_total', 'route="/servers", status="500"')]: then(0, '0+20x700'),
    },
    firingAt: 25,
  },
  {
    alert: 'RollcallViewerSlow',
    series: {
      [ofViewer('http_request_duration_seconds_bucket', 'route="/servers", le="0.1"')]:
        '0+60x9 540+0x700',
    },
    firingAt: 35,
  },
];
