import { liveState, troubleOf } from '../live-state.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { formatAddress } from '../server-address.ts';
import { Duration } from './ago.tsx';
import { LiveCell, TroubleMark } from './live-cell.tsx';
import { Occupancy } from './occupancy.tsx';

interface RowProps {
  readonly server: ServerNow;
  readonly staleSeconds: number;
  readonly collectorRunning: boolean;
  readonly href: string;
}

/** One line of the list. */
export const ServerRow = ({ server, staleSeconds, collectorRunning, href }: RowProps) => {
  const state = liveState(server, staleSeconds);
  const trouble = troubleOf(server, collectorRunning);
  const known = state.kind === 'active' || state.kind === 'idle';
  const busy = known && (server.players ?? 0) > 0;
  return (
    <li class={`server ${state.kind}${busy ? ' busy' : ''}`} id={`server-${server.id}`}>
      <span class="dot" aria-hidden="true" />
      <p class="name">
        <a href={href}>
          <bdi title={server.name}>{server.name}</bdi>
        </a>
        <span class="address">{formatAddress(server.host, server.port)}</span>
      </p>
      <p class="now">
        <LiveCell state={state} />
        {trouble !== null && <TroubleMark trouble={trouble} />}
        {state.kind === 'stale' && server.lastSeenAge !== null && (
          <span class="dim">
            last seen <Duration seconds={coarse(server.lastSeenAge)} /> ago
          </span>
        )}
      </p>
      {known && <Occupancy players={server.players} maxPlayers={server.maxPlayers} />}
    </li>
  );
};

/** Whole minutes: a list of silent servers would otherwise be another one at every look. */
function coarse(seconds: number): number {
  return seconds < 60 ? seconds : Math.floor(seconds / 60) * 60;
}
