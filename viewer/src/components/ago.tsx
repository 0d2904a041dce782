import { formatDuration, machineDuration } from '../duration.ts';
import { formatClock, formatFull } from '../time-zone.ts';

/** How long ago, counted on by `live.js` between two refreshes. */
export const Age = ({ seconds }: { readonly seconds: number }) => (
  <time class="age" datetime={machineDuration(seconds)} data-age={Math.max(0, Math.floor(seconds))}>
    {formatDuration(seconds)}
  </time>
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
