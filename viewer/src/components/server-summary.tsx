import type { LiveState, Trouble } from '../live-state.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { troubleOf } from '../live-state.ts';
import { formatAddress } from '../server-address.ts';
import { joinLink } from '../join-link.ts';
import type { View } from '../site.ts';
import { Age, Clock } from './ago.tsx';
import { LiveCell } from './live-cell.tsx';
import { Occupancy } from './occupancy.tsx';
import { WhatToDo } from './what-to-do.tsx';

interface SummaryProps {
  readonly view: View;
  readonly server: ServerNow;
  readonly state: LiveState;
  readonly collectorRunning: boolean;
}

/** The head of a server's page: what it is called, how it is, and how fresh that is. */
export const ServerSummary = ({ view, server, state, collectorRunning }: SummaryProps) => {
  const trouble = troubleOf(server, collectorRunning);
  const known = state.kind === 'active' || state.kind === 'idle';
  const join = joinLink(server);
  const busy = known && (server.players ?? 0) > 0;
  return (
    <section class={`summary ${state.kind}${busy ? ' busy' : ''}`}>
      <h1>
        <bdi>{server.name}</bdi>
      </h1>
      <p class="headline" role="status">
        <span class="dot" aria-hidden="true" />
        <LiveCell state={state} />
      </p>
      {known && <Occupancy players={server.players} maxPlayers={server.maxPlayers} />}
      <p class="facts">
        <span class="address">{formatAddress(server.host, server.port)}</span>
        {known && join !== null && <a href={join}>Join</a>}
        {known && server.bots !== null && server.bots > 0 && (
          <span>
            {server.bots} {server.bots === 1 ? 'bot' : 'bots'}
          </span>
        )}
        {server.groupLabel !== null && <bdi>{server.groupLabel}</bdi>}
        {/* Last in its line: nothing moves when 9 s become 10 s. */}
        <span class="polled">{polled(server, state)}</span>
      </p>
      {trouble !== null && <TroubleNotice {...{ trouble, server, view }} />}
    </section>
  );
};

function polled(server: ServerNow, state: LiveState) {
  if (state.kind === 'disabled') return 'not watched';
  if (server.lastSeenAge === null) return 'never answered';
  const age = <Age seconds={server.lastSeenAge} />;
  return state.kind === 'stale' ? <>last seen {age}</> : <>polled {age}</>;
}

interface TroubleProps {
  readonly trouble: Trouble;
  readonly server: ServerNow;
  readonly view: View;
}

const TroubleNotice = ({ trouble, server, view }: TroubleProps) => (
  <p class={`notice ${trouble === 'never polled' ? 'waiting' : 'bad'}`}>
    <b>
      {SENTENCES[trouble]}
      {server.statusSince !== null && (
        <>
          {' '}
          since <Clock at={server.statusSince} zone={view.zone} />
        </>
      )}
      .
    </b>{' '}
    {trouble !== 'never polled' && (
      <>
        <WhatToDo serverId={server.id} trouble={trouble} />.{' '}
      </>
    )}
    {AND_THEN[trouble]}
  </p>
);

const SENTENCES: Readonly<Record<Trouble, string>> = {
  auth: 'The server rejects the RCON password (wrong password)',
  timeout: 'The server does not answer in time',
  unreachable: 'The server is unreachable',
  protocol: 'The answer of the server is not understood',
  'never polled': 'Not polled yet',
};

const AND_THEN: Readonly<Record<Trouble, string>> = {
  auth: 'Until then it is asked only now and then, so that it does not ban the collector.',
  timeout: 'It is asked again, less and less often.',
  unreachable: 'It is tried again, less and less often.',
  protocol: 'It is asked again, less and less often.',
  'never polled': 'The first answer appears here by itself.',
};
