import { daySums } from '../../chart/days.ts';
import type { PlayerChart } from '../../chart/model.ts';
import { uptimeText } from '../../chart/summary.ts';
import { Clock, Duration } from '../../components/ago.tsx';
import { shownName } from '../../player-name.ts';
import type { HourSums } from '../../queries/history-hours.ts';
import type { Piece } from '../../queries/history-pieces.ts';
import { formatWeekday } from '../../time-zone.ts';
import { averageText } from './history-words.tsx';
import { More } from './more.tsx';
import type { ServerPage } from './section.ts';

const SHOWN = 200;

interface TableProps {
  readonly page: ServerPage;
  readonly chart: PlayerChart;
}

/** The chart as a table: every change of a day, or the days of a longer time. */
export const HistoryTable = ({ page, chart }: TableProps) => (
  <details class="as-table" id="history-table">
    <summary>{chart.pieces === null ? 'Days as a table' : 'Changes as a table'}</summary>
    <div class="scroll" tabindex={0} role="region" aria-label="The chart as a table">
      {chart.pieces !== null && <Changes page={page} pieces={chart.pieces} />}
      {chart.hours !== null && <Days {...{ page, chart }} hours={chart.hours} />}
    </div>
  </details>
);

interface ChangesProps {
  readonly page: ServerPage;
  readonly pieces: readonly Piece[];
}

const Changes = ({ page, pieces }: ChangesProps) => (
  <>
    <table>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">Lasted</th>
          <th scope="col">Players</th>
          <th scope="col">Map</th>
        </tr>
      </thead>
      <tbody>
        {pieces
          .slice(-SHOWN)
          .reverse()
          .map(({ fromMs, toMs, status, players, map }) => (
            <tr class={status}>
              <td>
                <a href={`${page.link({ at: new Date(Math.ceil(fromMs)).toISOString() })}#moment`}>
                  <Clock at={new Date(fromMs)} zone={page.view.zone} />
                </a>
              </td>
              <td>
                <Duration seconds={(toMs - fromMs) / 1_000} />
              </td>
              <td>{status === 'up' ? (players ?? 'not told') : STATUS_WORDS[status]}</td>
              <td>{map !== null && <bdi class="map">{shownName(map)}</bdi>}</td>
            </tr>
          ))}
      </tbody>
    </table>
    <More all={pieces.length} shown={SHOWN} />
  </>
);

const STATUS_WORDS = { down: 'no answer', unwatched: 'not watched' } as const;

interface DaysProps extends TableProps {
  readonly hours: readonly HourSums[];
}

const Days = ({ page, chart, hours }: DaysProps) => {
  const { zone } = page.view;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Most</th>
          <th scope="col">Average</th>
          <th scope="col">Up</th>
          <th scope="col">Not watched</th>
        </tr>
      </thead>
      <tbody>
        {daySums(chart.fromMs, chart.toMs, hours, zone).map(({ fromMs, toMs, summary }) => (
          <tr class={summary.watchedSeconds > 0 ? 'up' : 'unwatched'}>
            <th scope="row">
              <a
                href={`${page.link({
                  range: null,
                  from: new Date(fromMs).toISOString(),
                  to: new Date(toMs).toISOString(),
                })}#history`}
              >
                <time datetime={new Date(fromMs).toISOString()}>
                  {formatWeekday(new Date(fromMs), zone)}
                </time>
              </a>
            </th>
            <td>{summary.peak?.players ?? '—'}</td>
            <td>{summary.averagePlayers === null ? '—' : averageText(summary.averagePlayers)}</td>
            <td>{uptimeText(summary) ?? '—'}</td>
            <td>
              {summary.unwatchedSeconds >= 1 && <Duration seconds={summary.unwatchedSeconds} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
