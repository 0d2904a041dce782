import { pollTrigger } from '../live/poll-trigger.ts';
import type { RecentPlayer } from '../queries/recent-players.ts';
import type { Site, View } from '../site.ts';
import { Clock, Duration } from './ago.tsx';
import { Player } from './player.tsx';

/** It changes less often than who is in game, and costs a whole page. */
const POLLS_A_REFRESH = 6;

interface RecentProps {
  readonly site: Site;
  readonly view: View;
  readonly serverId: number;
  readonly recent: readonly RecentPlayer[];
}

/** Who was on lately; refreshed by taking this part of the whole page. */
export const RecentPlayers = ({ site, view, serverId, recent }: RecentProps) => (
  <section
    id="recent"
    class="recent"
    aria-labelledby="recent-heading"
    hx-get={view.link(`/servers/${serverId}`)}
    hx-trigger={pollTrigger(POLLS_A_REFRESH * site.pollSeconds)}
    hx-select="#recent"
    hx-swap="outerMorph"
  >
    <h2 id="recent-heading">
      Recent players <span class="dim">of the last 30 days</span>
    </h2>
    {recent.length === 0 ? (
      <p class="nobody">Nobody has left this server in the last 30 days.</p>
    ) : (
      <ul class="players">
        {recent.map((player) => (
          <Player site={site} player={player} list="recent">
            <span>
              until <Clock at={player.leftAt} zone={view.zone} />
            </span>
            <span title="length of the last session">
              <Duration seconds={player.playedSeconds} />
            </span>
          </Player>
        ))}
      </ul>
    )}
  </section>
);
