import { HTTPException } from 'hono/http-exception';
import { averageText } from '../../average-text.ts';
import { Clock, Duration } from '../../components/ago.tsx';
import { hourWindow } from '../../hour-window.ts';
import { averageOf, lostShare, mapColumn, sortMaps, type MapColumn } from '../../map-order.ts';
import { shownName } from '../../player-name.ts';
import type { MapSums } from '../../queries/map-sums.ts';
import { NotYet } from './not-yet.tsx';
import type { Section, ServerPage } from './section.ts';
import { WindowWords } from './window-words.tsx';

const SHOWN = 100;

/** Which maps are played, by how many, and which of them make people leave. */
export const mapsSection: Section = {
  name: 'maps',
  label: 'Maps',
  async read(page) {
    const { site, view, server, period } = page;
    const column = columnOf(page.param('maps'));
    const window = hourWindow(period);
    const [found, until] = await Promise.all([
      site.reads.mapSums(server.id, window.from, window.to),
      site.reads.detailsUntil(server.id, window.from, window.to),
    ]);
    return {
      sources: [found, until],
      render: () => (
        <section id="maps" class="maps" aria-labelledby="maps-heading">
          <h2 id="maps-heading">
            Maps <WindowWords window={window} zone={view.zone} />
          </h2>
          {found.maps.length === 0 ? (
            <p class="nobody">No map was seen in this time.</p>
          ) : (
            <MapTable page={page} maps={sortMaps(found.maps, column)} column={column} />
          )}
          <NotYet what="Which map was played" sinceMs={until.mapsMs} zone={view.zone} />
          {found.sinceMs !== null && (
            <p class="dim">
              Only since <Clock at={new Date(found.sinceMs)} zone={view.zone} />: there are too many
              changes before. Choose a shorter time to see them.
            </p>
          )}
        </section>
      ),
    };
  },
};

function columnOf(given: string | undefined): MapColumn {
  if (given === undefined) return 'time';
  const read = mapColumn.safeParse(given);
  if (read.success) return read.data;
  throw new HTTPException(400, { message: `“maps” ${read.error.issues[0]?.message ?? ''}.` });
}

interface TableProps {
  readonly page: ServerPage;
  readonly maps: readonly MapSums[];
  readonly column: MapColumn;
}

const MapTable = ({ page, maps, column }: TableProps) => {
  const all = maps.reduce((sum, { upSeconds }) => sum + upSeconds, 0);
  const head = { page, column };
  return (
    <>
      <div class="ledger-frame" tabindex={0} role="region" aria-label="Table of maps">
        <table class="ledger">
          <thead>
            <tr>
              <Head {...head} name="map" text="Map" />
              <Head {...head} name="time" text="Time" />
              <th scope="col" class="wide portion">
                Share
              </th>
              <Head {...head} name="average" text="Average" />
              <Head {...head} name="peak" text="Peak" />
              <Head {...head} name="changes" text="Changes" />
              <Head {...head} name="lost" text="Left within 10 min" />
            </tr>
          </thead>
          <tbody>
            {maps.slice(0, SHOWN).map((sums) => (
              <MapRow {...{ sums, all }} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="dim">
        {maps.length > SHOWN && `${maps.length - SHOWN} more maps are not shown. `}
        Players left: of those on when the server changed to the map, who was gone ten minutes
        later, or at the next change. Changes after which nobody watched are left out.
      </p>
    </>
  );
};

const CLASSES: Partial<Record<MapColumn, string>> = { map: 'name', changes: 'number wide' };

interface HeadProps {
  readonly page: ServerPage;
  readonly column: MapColumn;
  readonly name: MapColumn;
  readonly text: string;
}

const Head = ({ page, column, name, text }: HeadProps) => {
  const sorted = name === column;
  const order = name === 'map' ? 'ascending' : 'descending';
  return (
    <th scope="col" class={CLASSES[name] ?? 'number'} aria-sort={sorted ? order : undefined}>
      <a href={`${page.link({ maps: name === 'time' ? null : name })}#maps`}>{text}</a>
    </th>
  );
};

const MapRow = ({ sums, all }: { readonly sums: MapSums; readonly all: number }) => {
  const average = averageOf(sums);
  const lost = lostShare(sums);
  const share = all > 0 ? (sums.upSeconds / all) * 100 : 0;
  return (
    <tr>
      <th scope="row">
        <bdi class="map">{shownName(sums.map)}</bdi>
      </th>
      <td class="number">
        <Duration seconds={sums.upSeconds} />
      </td>
      <td class="wide portion">
        <svg class="share-bar" width="100%" height="8" aria-hidden="true">
          <rect width={`${share.toFixed(1)}%`} height="8" rx="2" />
        </svg>
      </td>
      <td class="number">{average === null ? '—' : averageText(average)}</td>
      <td class="number">{sums.peakPlayers ?? '—'}</td>
      <td class="number wide">{sums.changes}</td>
      <td class="number">
        {lost === null ? (
          <span title="no change to it was watched with somebody on">—</span>
        ) : (
          <>
            {sums.playersLost} of {sums.playersAtChanges}{' '}
            <span class="dim">{Math.round(lost * 100)} %</span>
          </>
        )}
      </td>
    </tr>
  );
};
