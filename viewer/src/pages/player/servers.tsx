import { Day, Playtime } from '../../components/ago.tsx';
import { ServerLink } from '../../components/server-link.tsx';
import type { ServerPlaytime } from '../../queries/player-playtime.ts';
import type { View } from '../../site.ts';

const SHOWN = 15;

interface ServersProps {
  readonly view: View;
  readonly playtime: readonly ServerPlaytime[];
}

/** How much of the playtime was where. */
export const ServersSection = ({ view, playtime }: ServersProps) => {
  const most = playtime[0]?.seconds ?? 0;
  const rest = playtime.slice(SHOWN);
  return (
    <section class="part" aria-labelledby="servers-heading">
      <h2 id="servers-heading">Where</h2>
      {playtime.length === 0 ? (
        <p class="nobody">No time in game has been counted yet.</p>
      ) : (
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Server</th>
              <th scope="col" class="number">
                Playtime
              </th>
              <th scope="col" class="wide" aria-hidden="true" />
              <th scope="col" class="number">
                Sessions
              </th>
              <th scope="col" class="wide">
                Last
              </th>
            </tr>
          </thead>
          <tbody>
            {playtime.slice(0, SHOWN).map((server) => (
              <tr>
                <th scope="row">
                  <ServerLink
                    view={view}
                    id={server.serverId}
                    name={server.serverName}
                    removed={server.removed}
                  />
                </th>
                <td class="number">
                  <Playtime seconds={server.seconds} />
                </td>
                <td class="wide" aria-hidden="true">
                  <Share of={most === 0 ? 0 : server.seconds / most} />
                </td>
                <td class="number">{server.sessions.toLocaleString('en')}</td>
                <td class="wide">
                  <Day at={server.lastSeenAt} zone={view.zone} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rest.length > 0 && (
        <p class="dim">
          And <Playtime seconds={rest.reduce((sum, { seconds }) => sum + seconds, 0)} /> on{' '}
          {rest.length} more {rest.length === 1 ? 'server' : 'servers'}.
        </p>
      )}
    </section>
  );
};

const Share = ({ of }: { readonly of: number }) => (
  <svg class="share" viewBox="0 0 100 8" width="100" height="8" preserveAspectRatio="none">
    <path
      d={`M0 0h${Math.max(1, Math.round(of * 100))}v8h-${Math.max(1, Math.round(of * 100))}z`}
    />
  </svg>
);
