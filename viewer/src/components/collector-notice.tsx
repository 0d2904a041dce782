import type { CollectorsNow } from '../queries/collectors-now.ts';
import { Clock } from './ago.tsx';

/** Whether some collector is alive. */
export function collectorRunning(collectors: CollectorsNow, staleSeconds: number): boolean {
  return collectors.heartbeatAge !== null && collectors.heartbeatAge <= staleSeconds;
}

interface NoticeProps {
  readonly collectors: CollectorsNow;
  readonly zone: string;
}

/** Says that nobody is watching, since when, and what to do. */
export const CollectorNotice = ({ collectors, zone }: NoticeProps) => (
  <p class="notice bad">
    {collectors.lastAt === null ? (
      <>
        <b>No collector has run yet.</b> Start one with <code>rollcall run</code>.
      </>
    ) : (
      <>
        <b>
          No collector is running since <Clock at={collectors.lastAt} zone={zone} />.
        </b>{' '}
        What happened on the servers since then is not known. Start it with{' '}
        <code>rollcall run</code>.
      </>
    )}
  </p>
);
