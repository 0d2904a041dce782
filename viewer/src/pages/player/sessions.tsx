import { Clock, Day, Duration } from '../../components/ago.tsx';
import { ServerLink } from '../../components/server-link.tsx';
import { shownName } from '../../player-name.ts';
import type { PlayerSession, PlayerSessions } from '../../queries/player-sessions.ts';
import type { ServerPlaytime } from '../../queries/player-playtime.ts';
import type { KnownPlayer } from '../../queries/player.ts';
import type { Site, View } from '../../site.ts';
import { endOf } from './end.ts';
import { pingRange } from './ping.ts';

interface SessionsProps {
  readonly site: Site;
  readonly view: View;
  readonly known: KnownPlayer;
  readonly playtime: readonly ServerPlaytime[];
  readonly sessions: PlayerSessions;
  /** Null on the first page. */
  readonly before: string | null;
}

/** Each time that somebody was on, newest first. */
export const SessionsSection = (props: SessionsProps) => {
  const { view, known, sessions, before } = props;
  const here = `/players/${known.id}`;
  return (
    <section class="part" aria-labelledby="sessions-heading" id="sessions">
      <h2 id="sessions-heading">Sessions</h2>
      {sessions.sessions.length === 0 ? (
        <p class="nobody">
          {before === null ? 'No session is kept.' : 'No earlier session is kept.'}
        </p>
      ) : (
        <table class="data sessions">
          <thead>
            <tr>
              <th scope="col">Joined</th>
              <th scope="col" class="number">
                Stayed
              </th>
              <th scope="col">Server</th>
              <th scope="col">How it ended</th>
              <th scope="col" class="number">
                Ping
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.sessions.map((session) => (
              <Row {...props} session={session} />
            ))}
          </tbody>
        </table>
      )}
      <p class="more">
        {before !== null && <a href={`${view.link(here)}#sessions`}>Newest sessions</a>}
        {sessions.next !== null && (
          <a href={`${view.link(`${here}?before=${sessions.next}`)}#sessions`} rel="next">
            Earlier sessions
          </a>
        )}
      </p>
      {sessions.next === null && known.sessionsKeptSince !== null && (
        <p class="dim">
          Sessions that ended before <Day at={known.sessionsKeptSince} zone={view.zone} /> are no
          longer kept. They still count in the playtime, on every server.
        </p>
      )}
    </section>
  );
};

const Row = ({
  site,
  view,
  known,
  playtime,
  session,
}: SessionsProps & { session: PlayerSession }) => {
  const server = playtime.find(({ serverId }) => serverId === session.serverId);
  const stale = (server?.seenAge ?? 0) > site.staleSeconds;
  const end = endOf(session, stale);
  return (
    <tr>
      <td>
        <Clock at={session.joinedAt} zone={view.zone} />
        {session.nameAtJoin !== known.lastName && (
          <span class="alias">
            {' as '}
            <bdi>{shownName(session.nameAtJoin)}</bdi>
          </span>
        )}
      </td>
      <td class="number">
        <Duration seconds={session.seconds} />
      </td>
      <th scope="row">
        <ServerLink
          view={view}
          id={session.serverId}
          name={session.serverName}
          removed={session.removed}
        />
      </th>
      <td>
        {end.words}
        {session.leftAt !== null && (
          <>
            {' '}
            <Clock at={session.leftAt} zone={view.zone} />
          </>
        )}
        {end.uncertain !== null && <span class="dim"> {end.uncertain}</span>}
      </td>
      <td class="number">{pingRange(session) ?? '–'}</td>
    </tr>
  );
};
