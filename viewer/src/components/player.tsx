import type { Child } from 'hono/jsx';
import { steamAvatar } from '../avatar.ts';
import { shownName } from '../player-name.ts';
import type { PlayerFace } from '../queries/players.ts';
import type { Site, View } from '../site.ts';

interface PlayerProps {
  readonly site: Site;
  readonly view: View;
  readonly player: PlayerFace;
  /** Which list this is: a player has one place in each. */
  readonly list: 'online' | 'recent' | 'moment';
  /** The line below the name. */
  readonly children: Child;
}

/** A player: picture, name, and a line of facts. */
export const Player = ({ site, view, player, list, children }: PlayerProps) => {
  const id = String(player.playerId);
  const name = shownName(player.personaName ?? player.nameAtJoin);
  const inGame = shownName(player.nameAtJoin);
  return (
    <li class="player" id={`${list}-${id}`}>
      <span class="avatar">
        <img
          src={steamAvatar(player.avatarUrl) ?? site.assets.url('avatar.svg')}
          alt=""
          loading="lazy"
          decoding="async"
          referrerpolicy="no-referrer"
        />
      </span>
      <div class="who">
        <p class="name">
          <a href={view.link(`/players/${id}`)}>
            <bdi title={name}>{name}</bdi>
          </a>
          {inGame !== name && (
            <span class="alias">
              {' as '}
              <bdi title={inGame}>{inGame}</bdi>
            </span>
          )}
        </p>
        <p class="line">{children}</p>
      </div>
    </li>
  );
};
