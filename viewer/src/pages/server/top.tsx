import { Clock, Duration } from '../../components/ago.tsx';
import { hourWindow } from '../../hour-window.ts';
import { shownName } from '../../player-name.ts';
import type { TopPlayer } from '../../queries/top-players.ts';
import type { View } from '../../site.ts';
import { NotYet } from './not-yet.tsx';
import type { Section } from './section.ts';
import { WindowWords } from './window-words.tsx';

/** Who played most. */
export const topSection: Section = {
  name: 'top',
  label: 'Most time',
  async read({ site, view, server, period }) {
    const window = hourWindow(period);
    const [{ players, of }, kept, until] = await Promise.all([
      site.reads.topPlayers(server.id, window.from, window.to),
      site.reads.sessionsKeptSince(),
      site.reads.detailsUntil(server.id, window.from, window.to),
    ]);
    const since = kept.sessionsKeptSince;
    const most = players[0]?.seconds ?? 0;
    return {
      sources: [players, kept, until],
      render: () => (
        <section id="top" class="top-section" aria-labelledby="top-heading">
          <h2 id="top-heading">
            Most time in game <WindowWords window={window} zone={view.zone} />
          </h2>
          {players.length === 0 ? (
            <p class="nobody">Nobody was seen in game in this time.</p>
          ) : (
            <ol class="top-players">
              {players.map((player) => (
                <TopLine {...{ view, player, most }} />
              ))}
            </ol>
          )}
          {of > players.length && (
            <p class="dim">
              The first {players.length} of {of} players.
            </p>
          )}
          <NotYet what="Who was on" sinceMs={until.playersMs} zone={view.zone} />
          {since !== null && since > window.from && (
            <p class="dim">
              Sessions are kept since <Clock at={since} zone={view.zone} />: time before is not
              counted.
            </p>
          )}
        </section>
      ),
    };
  },
};

interface LineProps {
  readonly view: View;
  readonly player: TopPlayer;
  readonly most: number;
}

const TopLine = ({ view, player, most }: LineProps) => {
  const name = shownName(player.personaName ?? player.lastName);
  const inGame = shownName(player.lastName);
  return (
    <li>
      <span class="top-name">
        <a href={view.link(`/players/${player.playerId}`)}>
          <bdi title={name}>{name}</bdi>
        </a>
        {inGame !== name && (
          <span class="alias">
            {' as '}
            <bdi title={inGame}>{inGame}</bdi>
          </span>
        )}
      </span>
      <Duration seconds={player.seconds} />
      <svg class="share-bar" width="100%" height="4" aria-hidden="true">
        <rect width={`${((player.seconds / most) * 100).toFixed(1)}%`} height="4" rx="2" />
      </svg>
    </li>
  );
};
