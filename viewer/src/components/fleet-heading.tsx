import { totalPlayers } from '../fleet.ts';
import { formatDuration } from '../duration.ts';
import type { FleetDay } from '../live/peak-of-day.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { TimeOfDay } from './ago.tsx';

interface HeadingProps {
  readonly servers: readonly ServerNow[];
  readonly staleSeconds: number;
  readonly day: FleetDay;
  readonly zone: string;
}

/** Shorter gaps are the time since the last poll, or a restart. */
const WORTH_TELLING_SECONDS = 180;

/** How many play now on all servers, and how many did at most today. */
export const FleetHeading = ({ servers, staleSeconds, day, zone }: HeadingProps) => {
  const total = totalPlayers(servers, staleSeconds);
  return (
    <div class="totals">
      <p class="total" role="status">
        <b>{total.known > 0 || total.unknown === 0 ? total.players : '?'}</b>{' '}
        {total.players === 1 ? 'player' : 'players'} on {countServers(total.known)}
        {total.unknown > 0 && <span class="dim"> · {countServers(total.unknown)} not known</span>}
      </p>
      <Peak day={day} total={total.known + total.unknown} zone={zone} />
    </div>
  );
};

interface PeakProps {
  readonly day: FleetDay;
  readonly total: number;
  readonly zone: string;
}

const Peak = ({ day: { peak, unknownSeconds, pending }, total, zone }: PeakProps) => (
  <p class="peak">
    {peak === null ? (
      <>Today’s peak is {pending === true ? 'being looked up' : 'not known'}</>
    ) : (
      <>
        Today’s peak <b>{peak.players}</b> at <TimeOfDay at={peak.at} zone={zone} />
        {peak.servers < total && (
          <span class="dim">
            {' '}
            · {peak.servers} of {countServers(total)} known then
          </span>
        )}
      </>
    )}
    {pending !== true && unknownSeconds > WORTH_TELLING_SECONDS && (
      <span class="dim"> · nobody watched for {formatDuration(coarse(unknownSeconds))}</span>
    )}
  </p>
);

const countServers = (n: number) => `${n} ${n === 1 ? 'server' : 'servers'}`;

/** Whole minutes: a page shall not be another one at every look. */
const coarse = (seconds: number) => Math.floor(seconds / 60) * 60;
