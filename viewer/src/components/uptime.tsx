import { formatDuration } from '../duration.ts';

interface UptimeProps {
  readonly watchedSeconds: number;
  readonly upSeconds: number;
}

/** Below this, somebody should look. */
const LOW = 0.99;

/** The share of the watched time in which a server answered. Never rounded up: 100 % means always. */
export function formatUptime(watchedSeconds: number, upSeconds: number): string | null {
  if (watchedSeconds <= 0) return null;
  const downSeconds = watchedSeconds - upSeconds;
  if (downSeconds < 0.001) return '100 %';
  const share = (100 * upSeconds) / watchedSeconds;
  const digits = share >= 99 ? 2 : 1;
  const unit = 10 ** digits;
  return `${(Math.floor(share * unit) / unit).toFixed(digits)} %`;
}

/** Whether somebody should look. */
export const isLowUptime = (watchedSeconds: number, upSeconds: number) =>
  upSeconds / watchedSeconds < LOW;

/** Uptime of the last seven days; a dash where nobody watched. */
export const Uptime = ({ watchedSeconds, upSeconds }: UptimeProps) => {
  const text = formatUptime(watchedSeconds, upSeconds);
  if (text === null) {
    return (
      <p class="uptime" title="Not watched in the last 7 days">
        <span class="unseen">Uptime of the last 7 days is not known: </span>—
      </p>
    );
  }
  const down = watchedSeconds - upSeconds;
  const title = `Last 7 days: down for ${formatDuration(down)} of ${formatDuration(watchedSeconds)} watched`;
  return (
    <p class={isLowUptime(watchedSeconds, upSeconds) ? 'uptime low' : 'uptime'} title={title}>
      <span class="unseen">Uptime of the last 7 days: </span>
      {text}
    </p>
  );
};
