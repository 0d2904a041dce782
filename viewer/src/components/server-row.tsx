import { groupOf } from '../fleet.ts';
import { liveState, troubleOf, type Trouble } from '../live-state.ts';
import type { ServerHistory } from '../queries/fleet-history.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { formatAddress } from '../server-address.ts';
import { Ago, Clock } from './ago.tsx';
import { LiveCell, TroubleMark } from './live-cell.tsx';
import { Occupancy } from './occupancy.tsx';
import { Sparkline } from './sparkline.tsx';
import { Uptime } from './uptime.tsx';
import { WhatToDo } from './what-to-do.tsx';

interface RowProps {
  readonly server: ServerNow;
  readonly history: ServerHistory | undefined;
  /** How much of the last hour of the history was over. */
  readonly lastHourSeconds: number;
  readonly staleSeconds: number;
  readonly collectorRunning: boolean;
  readonly href: string;
  readonly zone: string;
  /** Whether it has to be said to which group the server belongs. */
  readonly showsGroup: boolean;
}

/** One line of the list. */
export const ServerRow = (props: RowProps) => {
  const { server, history, staleSeconds, collectorRunning, href } = props;
  const state = liveState(server, staleSeconds);
  const trouble = troubleOf(server, collectorRunning);
  const known = state.kind === 'active' || state.kind === 'idle';
  const busy = known && (server.players ?? 0) > 0;
  const group = props.showsGroup ? groupOf(server) : null;
  return (
    <li class={`server ${state.kind}${busy ? ' busy' : ''}`} id={`server-${server.id}`}>
      <span class="dot" aria-hidden="true" />
      <p class="name">
        <a href={href}>
          <bdi title={server.name}>{server.name}</bdi>
        </a>
        <span class="address">
          {formatAddress(server.host, server.port)}
          {group !== null && (
            <>
              {' · '}
              <bdi>{group}</bdi>
            </>
          )}
        </span>
      </p>
      <p class="now">
        <LiveCell state={state} />
        {trouble !== null && <TroubleMark trouble={trouble} />}
        {state.kind === 'stale' && server.lastSeenAge !== null && (
          <span class="dim">
            last seen <Ago seconds={coarse(server.lastSeenAge)} />
          </span>
        )}
      </p>
      {known && <Occupancy players={server.players} maxPlayers={server.maxPlayers} />}
      {history !== undefined && (
        <Sparkline hours={history.hours} lastHourSeconds={props.lastHourSeconds} />
      )}
      <Uptime watchedSeconds={history?.watchedSeconds ?? 0} upSeconds={history?.upSeconds ?? 0} />
      {trouble !== null && trouble !== 'never polled' && (
        <Hint server={server} trouble={trouble} zone={props.zone} />
      )}
    </li>
  );
};

/** Whole minutes: a list of silent servers would otherwise be another one at every look. */
function coarse(seconds: number): number {
  return seconds < 60 ? seconds : Math.floor(seconds / 60) * 60;
}

interface HintProps {
  readonly server: ServerNow;
  readonly trouble: Exclude<Trouble, 'never polled'>;
  readonly zone: string;
}

/** Since when something is wrong, and what to do about it. */
const Hint = ({ server, trouble, zone }: HintProps) => (
  <p class="hint">
    {server.statusSince !== null && (
      <>
        Since <Clock at={server.statusSince} zone={zone} />.{' '}
      </>
    )}
    <WhatToDo serverId={server.id} trouble={trouble} />
  </p>
);
