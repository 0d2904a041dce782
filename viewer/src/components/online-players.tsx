import type { LiveState } from '../live-state.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import type { OnlinePlayer } from '../queries/online-players.ts';
import type { Site, View } from '../site.ts';
import { formatFull } from '../time-zone.ts';
import { Duration } from './ago.tsx';
import { Player } from './player.tsx';

interface OnlineProps {
  readonly site: Site;
  readonly view: View;
  readonly server: ServerNow;
  readonly state: LiveState;
  readonly online: readonly OnlinePlayer[];
}

/** Who is in game; of a server not seen for a while, who was when it was last seen. */
export const OnlinePlayers = ({ site, view, server, state, online }: OnlineProps) => {
  const stale = state.kind === 'stale' || state.kind === 'disabled';
  if (stale && online.length === 0) return null;
  // Nobody has seen them play since then.
  const unseen = stale ? (server.lastSeenAge ?? 0) : 0;
  return (
    <section class={stale ? 'online past' : 'online'} aria-labelledby="online-heading">
      <h2 id="online-heading">
        {stale ? 'In game when last seen' : 'In game'}
        {online.length > 0 && <span class="count"> {online.length}</span>}
      </h2>
      {online.length === 0 ? (
        <p class="nobody">{nobody(server)}</p>
      ) : (
        <ul class="players">
          {online.map((player) => (
            <Player site={site} view={view} player={player} list="online">
              <span title={`in game since ${formatFull(player.joinedAt, view.zone)}`}>
                <Duration seconds={player.joinedAge - unseen} />
              </span>
              <Ping player={player} />
            </Player>
          ))}
        </ul>
      )}
    </section>
  );
};

/** A server may count somebody whose id it has not told yet. */
function nobody(server: ServerNow): string {
  if (server.players === null) return 'Who is in game is not known.';
  return server.players > 0 ? 'Whoever is in game has not been identified yet.' : 'Nobody is on.';
}

const Ping = ({ player: { minPing, maxPing } }: { readonly player: OnlinePlayer }) => {
  if (minPing === null || maxPing === null) return null;
  const range = minPing === maxPing ? minPing : `${minPing}–${maxPing}`;
  return <span title="smallest and greatest ping of this session">{range} ms</span>;
};
