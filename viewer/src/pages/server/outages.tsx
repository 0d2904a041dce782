import type { ReachabilityStatus } from '@rollcall/shared/schema';
import { bandsOfPieces, type Band } from '../../chart/bands.ts';
import { playerChart } from '../../chart/model.ts';
import { uptimeText } from '../../chart/summary.ts';
import { Clock, Duration } from '../../components/ago.tsx';
import type { Reach } from '../../queries/server-reachability.ts';
import { More } from './more.tsx';
import type { Section, ServerPage } from './section.ts';

/** Of each of both lists. */
const SHOWN = 50;
/** Shorter than this nobody is told of: the collector was started again. */
const MIN_GAP_MS = 60_000;

/** When the server did not answer, and why; when nobody watched; how much it was up. */
export const outagesSection: Section = {
  name: 'outages',
  label: 'Outages',
  async read(page) {
    const { site, server, period } = page;
    const { from, to } = period;
    const [history, reaches] = await Promise.all([
      site.reads.serverHistory(server.id, from, to),
      site.reads.serverReaches(server.id, from, to),
    ]);
    return {
      sources: [history, reaches],
      render: () => {
        const limits = {
          fromMs: from.getTime(),
          toMs: to.getTime(),
          staleMs: site.staleSeconds * 1_000,
        };
        const chart = playerChart(history, reaches, limits);
        const bands = chart.pieces === null ? chart.bands : bandsOfPieces(chart.pieces);
        const outages = reaches.reaches.filter(({ status }) => status !== 'ok').reverse();
        const gaps = bands
          .filter(({ kind, fromMs, toMs }) => kind === 'unwatched' && toMs - fromMs >= MIN_GAP_MS)
          .reverse();
        const up = uptimeText(chart.summary);
        return (
          <section id="outages" class="outages" aria-labelledby="outages-heading">
            <h2 id="outages-heading">
              Outages <span class="dim">{up === null ? 'nobody watched' : `${up} up`}</span>
            </h2>
            {outages.length === 0 && up !== null && (
              <p class="nobody">
                None{chart.summary.downSeconds >= 1 ? ' that is still known by itself' : ''} in this
                time{gaps.length > 0 ? ', as far as it was watched' : ''}.
              </p>
            )}
            {outages.length > 0 && <OutageTable page={page} outages={outages} />}
            {reaches.completeSinceMs > from.getTime() && (
              <p class="dim">
                Before <Clock at={new Date(reaches.completeSinceMs)} zone={page.view.zone} /> single
                outages are not listed; the sums above still count them.
              </p>
            )}
            {gaps.length > 0 && <GapList page={page} gaps={gaps} />}
          </section>
        );
      },
    };
  },
};

const CAUSES: Readonly<Record<ReachabilityStatus, string>> = {
  ok: 'answered',
  auth: 'wrong password',
  timeout: 'no answer in time',
  unreachable: 'unreachable',
  protocol: 'answer not understood',
};

interface TableProps {
  readonly page: ServerPage;
  readonly outages: readonly Reach[];
}

const OutageTable = ({ page, outages }: TableProps) => {
  const { zone } = page.view;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label="Outages as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">Lasted</th>
            <th scope="col">Cause</th>
          </tr>
        </thead>
        <tbody>
          {outages.slice(0, SHOWN).map((outage) => (
            <tr>
              <td>
                <a href={`${page.link({ at: new Date(outage.fromMs).toISOString() })}#moment`}>
                  <Clock at={new Date(outage.fromMs)} zone={zone} />
                </a>
              </td>
              <td>
                {outage.ongoing ? 'goes on' : <Clock at={new Date(outage.toMs)} zone={zone} />}
              </td>
              <td>
                <Duration seconds={(outage.toMs - outage.fromMs) / 1_000} />
                {outage.ongoing && ' so far'}
              </td>
              <td>
                <span class="mark">{CAUSES[outage.status]}</span>{' '}
                {outage.detail !== null && <bdi class="dim">{outage.detail}</bdi>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More all={outages.length} shown={SHOWN} />
    </div>
  );
};

interface GapProps {
  readonly page: ServerPage;
  readonly gaps: readonly Band[];
}

const GapList = ({ page: { view }, gaps }: GapProps) => (
  <details class="gaps" id="gaps">
    <summary>Not watched {gaps.length === 1 ? 'once' : `${gaps.length} times`}</summary>
    <ul>
      {gaps.slice(0, SHOWN).map(({ fromMs, toMs }) => (
        <li>
          <Clock at={new Date(fromMs)} zone={view.zone} /> –{' '}
          <Clock at={new Date(toMs)} zone={view.zone} />{' '}
          <span class="dim">
            <Duration seconds={(toMs - fromMs) / 1_000} />
          </span>
        </li>
      ))}
    </ul>
    <More all={gaps.length} shown={SHOWN} />
  </details>
);
