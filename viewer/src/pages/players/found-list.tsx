import { Age, Clock } from '../../components/ago.tsx';
import { Avatar } from '../../components/avatar.tsx';
import { ServerLink } from '../../components/server-link.tsx';
import { isFoundAtStartOnly, matchInName } from '../../name-match.ts';
import { shownName } from '../../player-name.ts';
import type { FoundPlayer, FoundPlayers } from '../../queries/find-players.ts';
import type { Site, View } from '../../site.ts';

interface FoundProps {
  readonly site: Site;
  readonly view: View;
  /** As it was typed. */
  readonly query: string;
  /** What was looked for among the names. */
  readonly name: string;
  readonly found: FoundPlayers;
  readonly firstPage: boolean;
}

/** Who has ever been called like this. */
export const FoundList = ({ site, view, query, name, found, firstPage }: FoundProps) => {
  const atStart = isFoundAtStartOnly(name);
  const again = `/players?q=${encodeURIComponent(query)}`;
  if (found.players.length === 0) {
    return (
      <section class="empty">
        <p role="status">
          {firstPage ? (
            <>
              <b>
                {atStart ? 'No name begins with' : 'Nobody has been called'} “<bdi>{name}</bdi>”
              </b>{' '}
              for as long as Rollcall watches these servers.
            </>
          ) : (
            'There is nobody further down this list.'
          )}
        </p>
        <p>
          {firstPage ? (
            WHAT_TO_TRY[atStart ? 'start' : 'part']
          ) : (
            <a href={view.link(again)}>Begin at the first page</a>
          )}
        </p>
      </section>
    );
  }
  return (
    <section aria-labelledby="found-heading">
      <h2 id="found-heading">
        <span role="status">{summary(found, atStart)}</span>
      </h2>
      <ol class="found">
        {found.players.map((player) => (
          <Found {...{ site, view, player, name }} />
        ))}
      </ol>
      {found.next !== null && (
        <p class="more">
          <a href={view.link(`${again}&after=${found.next}`)} rel="next">
            Next players
          </a>
        </p>
      )}
    </section>
  );
};

const WHAT_TO_TRY = {
  start: 'With three letters, any part of a name is found. Or try a Steam id.',
  part: 'Try a shorter part of the name, or a Steam id.',
} as const;

function summary({ found, all }: FoundPlayers, atStart: boolean): string {
  const some = `More than ${found.toLocaleString('en')} players`;
  const players = found === 1 ? 'One player' : `${found.toLocaleString('en')} players`;
  const beginning = atStart ? ' whose name begins with it' : '';
  if (all) return players + beginning;
  return `${some}${beginning}: these are some. Type more of the name.`;
}

interface OneProps {
  readonly site: Site;
  readonly view: View;
  readonly player: FoundPlayer;
  readonly name: string;
}

const Found = ({ site, view, player, name }: OneProps) => {
  const called = shownName(player.name);
  const now = shownName(player.personaName ?? player.lastName);
  const match = matchInName(called, name);
  return (
    <li class={player.playingAge === null ? 'player' : 'player playing'}>
      <Avatar site={site} url={player.avatarUrl} />
      <div class="who">
        <p class="name">
          <a href={view.link(`/players/${player.playerId}`)}>
            <bdi title={called}>
              {match === null ? (
                called
              ) : (
                <>
                  {match[0]}
                  <mark>{match[1]}</mark>
                  {match[2]}
                </>
              )}
            </bdi>
          </a>
          {now !== called && (
            <span class="alias">
              {' now '}
              <bdi title={now}>{now}</bdi>
            </span>
          )}
        </p>
        <p class="line">
          <Whereabouts {...{ site, view, player }} />
        </p>
      </div>
    </li>
  );
};

const Whereabouts = ({ site, view, player }: Omit<OneProps, 'name'>) => {
  const { playingAge, serverId, serverName } = player;
  const server = serverId !== null && serverName !== null && (
    <ServerLink
      view={view}
      id={serverId}
      name={serverName}
      removed={player.serverRemoved === true}
    />
  );
  if (playingAge !== null) {
    return playingAge <= site.staleSeconds ? (
      <span class="now">
        <b>playing now</b> on {server}
      </span>
    ) : (
      <span>
        in game on {server} when it was last seen, <Age seconds={playingAge} />
      </span>
    );
  }
  return (
    <span>
      last seen <Clock at={player.lastSeenAt} zone={view.zone} />
      {server !== false && <> on {server}</>}
    </span>
  );
};
