import { PeriodNav } from './period-nav.tsx';
import { MapLegend } from '../../components/map-lane.tsx';
import { PlayerChartPicture } from '../../components/player-chart.tsx';
import { playerChart, type PlayerChart } from '../../chart/model.ts';
import { readoutData } from '../../chart/readout.ts';
import { pollTrigger } from '../../live/poll-trigger.ts';
import { ChartFigures, ChartSentence } from './history-words.tsx';
import { HistoryTable } from './history-table.tsx';
import { Moment, MomentForm, readMoment } from './moment.tsx';
import type { Section, ServerPage } from './section.ts';

/** A line of a day moves by a hair in that time. */
const REFRESH_SECONDS = 60;

/** How many were on in the period, and who was at one moment of it. */
export const historySection: Section = {
  name: 'history',
  label: 'History',
  async read(page) {
    const { site, server, period } = page;
    const { from, to } = period;
    const [history, reaches, moment] = await Promise.all([
      site.reads.serverHistory(server.id, from, to),
      site.reads.serverReaches(server.id, from, to),
      readMoment(page),
    ]);
    const sources = [history, reaches, ...(moment === null ? [] : [moment.known])];
    return {
      sources,
      render: () => {
        const chart = playerChart(history, reaches, {
          fromMs: from.getTime(),
          toMs: to.getTime(),
          staleMs: site.staleSeconds * 1_000,
        });
        return (
          <section
            id="history"
            class="history"
            aria-labelledby="history-heading"
            {...refreshing(page)}
          >
            <PeriodNav page={page} chart={chart} />
            <Chart {...{ page, chart }} atMs={moment?.at.getTime() ?? null} />
            <MomentForm page={page} at={moment?.at ?? null} />
            {moment !== null && <Moment page={page} {...moment} />}
          </section>
        );
      },
    };
  },
};

/** A period that ends now goes on. */
function refreshing({ period, fragmentLink }: ServerPage) {
  if (period.to < period.now) return {};
  return {
    'hx-get': fragmentLink('history'),
    'hx-trigger': pollTrigger(REFRESH_SECONDS),
    'hx-swap': 'outerMorph',
  };
}

interface ChartProps {
  readonly page: ServerPage;
  readonly chart: PlayerChart;
  readonly atMs: number | null;
}

const Chart = ({ page, chart, atMs }: ChartProps) => {
  const { zone } = page.view;
  return (
    <>
      <ChartFigures {...{ page, chart }} />
      <figure class="chart">
        <div
          id="plot"
          class="plot"
          data-readout={readoutData(chart)}
          data-zone={zone}
          data-page={page.link({ at: null })}
          data-at={atMs}
        >
          <PlayerChartPicture {...{ chart, zone, atMs }} describedBy="history-sentence" />
          <div class="cursor" hidden />
          <p class="readout" hidden />
        </div>
        <Legend chart={chart} />
        <MapLegend maps={chart.maps} />
        <figcaption id="history-sentence">
          <ChartSentence {...{ page, chart }} />
        </figcaption>
      </figure>
      <HistoryTable {...{ page, chart }} />
    </>
  );
};

const Legend = ({ chart }: { readonly chart: PlayerChart }) => (
  <p class="legend" aria-hidden="true">
    <Key name="players-line">{chart.averages === null ? 'players' : 'most players'}</Key>
    {chart.averages !== null && <Key name="average-line">average</Key>}
    {chart.capacities.some(({ value }) => value !== null) && (
      <Key name="capacity">{chart.averages === null ? 'room for' : 'room for, at the end'}</Key>
    )}
    {chart.bands.some(({ kind }) => kind !== 'unwatched') && <Key name="band down">no answer</Key>}
    {chart.bands.some(({ kind }) => kind === 'unwatched') && (
      <Key name="band unwatched">nobody watched: not known</Key>
    )}
  </p>
);

const Key = ({ name, children }: { readonly name: string; readonly children: string }) => (
  <span>
    <svg width="22" height="12">
      {name.startsWith('band') ? (
        <rect class={name} x="1" y="1" width="20" height="10" />
      ) : (
        <line class={name} x1="0" x2="22" y1="6" y2="6" />
      )}
    </svg>{' '}
    {children}
  </span>
);
