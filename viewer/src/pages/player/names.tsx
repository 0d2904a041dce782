import { Day } from '../../components/ago.tsx';
import { shownName } from '../../player-name.ts';
import type { ServerPlaytime } from '../../queries/player-playtime.ts';
import type { KnownPlayer, UsedNames } from '../../queries/player.ts';
import type { View } from '../../site.ts';

interface NamesProps {
  readonly view: View;
  readonly known: KnownPlayer;
  readonly names: UsedNames;
  readonly playtime: readonly ServerPlaytime[];
}

/** Every name that somebody has used in game. */
export const NamesSection = ({ view, known, names, playtime }: NamesProps) => {
  const inGame = playtime.some(({ joinedAt }) => joinedAt !== null);
  return (
    <section class="part" aria-labelledby="names-heading">
      <h2 id="names-heading">
        Names <span class="count">{count(names)}</span>
      </h2>
      {names.names.length === 0 ? (
        <p class="nobody">No name has been noted yet.</p>
      ) : (
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Name in game</th>
              <th scope="col">First seen</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {names.names.map(({ name, firstSeenAt, lastSeenAt }) => (
              <tr>
                <th scope="row">
                  <bdi>{shownName(name)}</bdi>
                </th>
                <td>
                  <Day at={firstSeenAt} zone={view.zone} />
                </td>
                <td>
                  {inGame && name === known.lastName ? (
                    'in use now'
                  ) : (
                    <Day at={lastSeenAt} zone={view.zone} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {names.total > names.names.length && (
        <p class="dim">These are the {names.names.length} used last.</p>
      )}
    </section>
  );
};

function count({ total, more }: UsedNames): string {
  return more ? `more than ${total.toLocaleString('en')}` : total.toLocaleString('en');
}
