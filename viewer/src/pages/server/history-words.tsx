import { Clock, Duration } from '../../components/ago.tsx';
import type { PlayerChart } from '../../chart/model.ts';
import { uptimeText } from '../../chart/summary.ts';
import { formatClock } from '../../time-zone.ts';
import type { ServerPage } from './section.ts';

interface WordsProps {
  readonly page: ServerPage;
  readonly chart: PlayerChart;
}

/** The numbers that people look for first. */
export const ChartFigures = ({ page, chart }: WordsProps) => {
  const { summary, averages } = chart;
  const { peak, averagePlayers } = summary;
  return (
    <dl class="period-figures">
      <div>
        <dt>Most</dt>
        <dd>
          <b>{peak?.players ?? '—'}</b>
          {peak !== null && (
            <span class="dim">
              {averages === null ? 'at ' : 'from '}
              <a href={`${page.link({ at: new Date(peak.fromMs).toISOString() })}#moment`}>
                <Clock at={new Date(peak.fromMs)} zone={page.view.zone} />
              </a>
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>Average</dt>
        <dd>
          <b>{averagePlayers === null ? '—' : averageText(averagePlayers)}</b>
        </dd>
      </div>
      <div>
        <dt>Up</dt>
        <dd>
          <b>{uptimeText(summary) ?? '—'}</b>
          {summary.downSeconds >= 1 && (
            <span class="dim">
              down <Duration seconds={summary.downSeconds} />
            </span>
          )}
        </dd>
      </div>
      {summary.unwatchedSeconds >= 1 && (
        <div>
          <dt>Not watched</dt>
          <dd>
            <b>
              <Duration seconds={summary.unwatchedSeconds} />
            </b>
          </dd>
        </div>
      )}
    </dl>
  );
};

/** One decimal; what is not zero does not look like it. */
export const averageText = (average: number) =>
  average > 0 && average < 0.05 ? '< 0.1' : average.toFixed(1);

/** The chart in a sentence or two, for who cannot see it or has no time to. */
export const ChartSentence = ({ page, chart }: WordsProps) => {
  const { zone } = page.view;
  const { summary, bands, maps, averages } = chart;
  const ends = `${formatClock(new Date(chart.fromMs), zone)} – ${formatClock(new Date(chart.toMs), zone)}`;
  if (summary.watchedSeconds <= 0) {
    return (
      <>
        {ends}: nobody watched this server, so nothing is known of this time. It is not drawn as
        zero.
        {page.period.to >= page.period.now &&
          ' What a running collector learns from now on appears here.'}
      </>
    );
  }
  const outages = bands.filter(({ kind }) => kind === 'down').length;
  const changes = maps.filter((span, n) => n > 0 && maps[n - 1]?.map !== span.map).length;
  return (
    <>
      {ends}: {playersWords(chart)}
      {averages === null && `, ${count(changes, 'change')} of the map`}.{' '}
      {summary.downSeconds < 1
        ? 'It answered whenever it was asked.'
        : `It was up ${uptimeText(summary) ?? ''} of the time that was watched${
            outages > 0 ? `, with ${count(outages, 'outage')}` : ''
          }.`}
      {summary.unwatchedSeconds >= 1 &&
        ' Where nobody watched, nothing is drawn and nothing is counted.'}
      {averages !== null &&
        ' The upper line is the most in each stretch, the lower one the average over the time watched.'}
      {chart.unknownSinceMs !== null &&
        ` What is after ${formatClock(new Date(chart.unknownSinceMs), zone)} is being summed up and not shown yet.`}
    </>
  );
};

function playersWords({ summary, capacities, averages }: PlayerChart): string {
  const { peak, averagePlayers } = summary;
  if (peak === null || averagePlayers === null) return 'the server did not tell how many were on';
  if (peak.players === 0) return 'nobody was on';
  // Of as many as fitted in then, where that is known: not of what fits in now.
  const { fromMs } = peak;
  const then = capacities.findLast((step) => step.fromMs <= fromMs)?.value ?? null;
  const room = averages === null ? then : null;
  const of = room === null ? '' : ` of ${room}`;
  return `${peak.players}${of} players at most, ${averageText(averagePlayers)} on average`;
}

const count = (n: number, word: string) => `${n === 0 ? 'no' : n} ${word}${n === 1 ? '' : 's'}`;
