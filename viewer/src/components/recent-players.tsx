import { pollTrigger } from '../live/poll-trigger.ts';
import type { RecentPlayer } from '../queries/recent-players.ts';
import type { Site, View } from '../site.ts';
import { Clock, Duration } from './ago.tsx';
import { Player } from './player.tsx';

/** It changes less often than who is in game. */
const POLLS_A_REFRESH = 6;

interface RecentProps {
  readonly site: Site;
  readonly view: View;
  /** Where this section is found alone. */
  readonly href: string;
  readonly recent: readonly RecentPlayer[];
}

/** Who was on lately; it refreshes itself. */
export const RecentPlayers = ({ site, view, href, recent }: RecentProps) => (
  <section
    id="recent"
    class="recent"
    aria-labelledby="recent-heading"
    hx-get={href}
    hx-trigger={pollTrigger(POLLS_A_REFRESH * site.pollSeconds)}
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
          <Player site={site} view={view} player={player} list="recent">
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
