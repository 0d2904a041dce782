import { steamIdForms } from '@rollcall/shared';
import { Age, Clock, Day, Duration, Playtime } from '../../components/ago.tsx';
import { Avatar } from '../../components/avatar.tsx';
import { ServerLink } from '../../components/server-link.tsx';
import { pollTrigger } from '../../live/poll-trigger.ts';
import { shownName } from '../../player-name.ts';
import type { ServerPlaytime } from '../../queries/player-playtime.ts';
import type { KnownPlayer } from '../../queries/player.ts';
import type { Site, View } from '../../site.ts';
import { pingRange } from './ping.ts';

interface SummaryProps {
  readonly site: Site;
  readonly view: View;
  readonly known: KnownPlayer;
  readonly playtime: readonly ServerPlaytime[];
}

/** The head of a player's page: who it is, where they are now, and how much they have played. It refreshes itself. */
export const PlayerSummary = ({ site, view, known, playtime }: SummaryProps) => {
  const name = shownName(known.personaName ?? known.lastName);
  const inGame = shownName(known.lastName);
  return (
    <section
      id="player"
      class="profile"
      hx-get={view.link(`/players/${known.id}`)}
      hx-trigger={pollTrigger(site.pollSeconds)}
      hx-select="#player"
      hx-swap="outerMorph"
    >
      <div class="face">
        <Avatar site={site} url={known.avatarUrl} />
        <div class="who">
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <p class="facts">
            {inGame !== name && (
              <span>
                in game <bdi>{inGame}</bdi>
              </span>
            )}
            <Ids known={known} />
          </p>
        </div>
      </div>
      <Now {...{ site, view, known, playtime }} />
      <Figures {...{ view, known, playtime }} />
    </section>
  );
};

const Ids = ({ known }: { readonly known: KnownPlayer }) => {
  if (known.kind !== 'steam') return <code>{known.externalId ?? String(known.id)}</code>;
  const { steam2, steam3 } = steamIdForms(known.id);
  return (
    <>
      <code>{String(known.id)}</code>
      <code>{steam3}</code>
      <code>{steam2}</code>
      <a href={`https://steamcommunity.com/profiles/${known.id}`} rel="noopener noreferrer">
        Profile on Steam
      </a>
    </>
  );
};

const Now = ({ site, view, known, playtime }: SummaryProps) => {
  const open = playtime.filter(({ joinedAt }) => joinedAt !== null);
  if (open.length === 0) {
    const last = lastServer(playtime);
    return (
      <p class="whereabouts" role="status">
        <span class="dot" aria-hidden="true" />
        <span>
          Last seen <Clock at={lastSeen(known, playtime)} zone={view.zone} />
          {last !== undefined && (
            <>
              {' on '}
              <Where view={view} server={last} />
            </>
          )}
        </span>
      </p>
    );
  }
  return open.map((server) => {
    const { joinedAt, seenAge, nameAtJoin } = server;
    if (joinedAt === null || seenAge === null) return null;
    const fresh = seenAge <= site.staleSeconds;
    const ping = pingRange(server);
    return (
      <p class={fresh ? 'whereabouts active busy' : 'whereabouts stale'} role="status">
        <span class="dot" aria-hidden="true" />
        <span>
          {fresh ? <b>Playing now</b> : 'In game'} on <Where view={view} server={server} />
          {!fresh && (
            <>
              {' when it was last seen, '}
              <Age seconds={seenAge} />
            </>
          )}
          {', since '}
          <Clock at={joinedAt} zone={view.zone} />
          {nameAtJoin !== null && nameAtJoin !== known.lastName && (
            <>
              {' as '}
              <bdi>{shownName(nameAtJoin)}</bdi>
            </>
          )}
          {ping !== null && `, ping ${ping}`}
        </span>
      </p>
    );
  });
};

const Where = ({ view, server }: { readonly view: View; readonly server: ServerPlaytime }) => (
  <ServerLink view={view} id={server.serverId} name={server.serverName} removed={server.removed} />
);

const Figures = ({ view, known, playtime }: Omit<SummaryProps, 'site'>) => {
  const sessions = playtime.reduce((sum, server) => sum + server.sessions, 0);
  const seconds = playtime.reduce((sum, server) => sum + server.seconds, 0);
  return (
    <dl class="figures">
      <div>
        <dt>Playtime</dt>
        <dd>
          <Playtime seconds={seconds} />
        </dd>
      </div>
      <div>
        <dt>Sessions</dt>
        <dd>{sessions.toLocaleString('en')}</dd>
      </div>
      <div>
        <dt>On average</dt>
        <dd>{sessions === 0 ? '–' : <Duration seconds={seconds / sessions} />}</dd>
      </div>
      <div>
        <dt>First seen</dt>
        <dd>
          <Day at={known.firstSeenAt} zone={view.zone} />
        </dd>
      </div>
      <div>
        <dt>Last seen</dt>
        <dd>
          <Day at={lastSeen(known, playtime)} zone={view.zone} />
        </dd>
      </div>
    </dl>
  );
};

const lastServer = (playtime: readonly ServerPlaytime[]) =>
  [...playtime].sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())[0];

function lastSeen(known: KnownPlayer, playtime: readonly ServerPlaytime[]): Date {
  const times = [known.lastSeenAt, ...playtime.map(({ lastSeenAt }) => lastSeenAt)];
  return new Date(Math.max(...times.map((time) => time.getTime())));
}
