import { formatDuration, formatPlaytime, machineDuration } from '../duration.ts';
import { formatClock, formatDay, formatFull, formatTime } from '../time-zone.ts';

/** How long ago, counted on by `live.js` between two refreshes. One text: nothing moves when 9 s become 10 s. */
export const Age = ({ seconds }: { readonly seconds: number }) => (
  <time class="age" datetime={machineDuration(seconds)} data-age={Math.max(0, Math.floor(seconds))}>
    {`${formatDuration(seconds)} ago`}
  </time>
);

/** The same, standing still. */
export const Ago = ({ seconds }: { readonly seconds: number }) => (
  <time datetime={machineDuration(seconds)}>{`${formatDuration(seconds)} ago`}</time>
);

/** A duration that stands still. */
export const Duration = ({ seconds }: { readonly seconds: number }) => (
  <time datetime={machineDuration(seconds)}>{formatDuration(seconds)}</time>
);

/** A moment in the visitor's zone; the whole of it, zone included, on hover. */
export const Clock = ({ at, zone }: { readonly at: Date; readonly zone: string }) => (
  <time datetime={at.toISOString()} title={formatFull(at, zone)}>
    {formatClock(at, zone)}
  </time>
);

/** Time in game, in hours. */
export const Playtime = ({ seconds }: { readonly seconds: number }) => (
  <time datetime={machineDuration(seconds)}>{formatPlaytime(seconds)}</time>
);

/** The day of a moment in the visitor's zone; the whole of it on hover. */
export const Day = ({ at, zone }: { readonly at: Date; readonly zone: string }) => (
  <time datetime={at.toISOString()} title={formatFull(at, zone)}>
    {formatDay(at, zone)}
  </time>
);

/** A moment of a day that goes without saying; the whole of it on hover. */
export const TimeOfDay = ({ at, zone }: { readonly at: Date; readonly zone: string }) => (
  <time datetime={at.toISOString()} title={formatFull(at, zone)}>
    {formatTime(at, zone)}
  </time>
);
