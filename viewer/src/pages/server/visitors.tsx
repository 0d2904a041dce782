import { VisitorBars } from '../../components/visitor-bars.tsx';
import { daysOf, daysWindow } from '../../hour-window.ts';
import { caveatOf, sinceFirstKnown, visitorDays, type VisitorDay } from '../../visitor-days.ts';
import { wallClockMs } from '../../wall-clock.ts';
import { NotYet } from './not-yet.tsx';
import type { Section } from './section.ts';
import { WindowWords } from './window-words.tsx';

const HOUR_MS = 3_600_000;

/** How many came for the first time and how many came back, a day. */
export const visitorsSection: Section = {
  name: 'visitors',
  label: 'New players',
  async read({ site, view, server, period }) {
    const window = daysWindow(period, view.zone);
    const [found, kept, until] = await Promise.all([
      site.reads.visitorsByDay(server.id, daysOf(window, view.zone), window.to),
      site.reads.sessionsKeptSince(),
      site.reads.detailsUntil(server.id, window.from, window.to),
    ]);
    return {
      sources: [found, kept, until],
      render: () => {
        const days = visitorDays(found, view.zone, window.to.getTime(), kept.sessionsKeptSince);
        const known = days.filter(({ counts }) => counts !== null);
        return (
          <section id="visitors" class="visitors" aria-labelledby="visitors-heading">
            <h2 id="visitors-heading">
              New and returning players <WindowWords window={window} zone={view.zone} />
            </h2>
            {known.length === 0 ? (
              <p class="nobody">Nobody watched this server in this time.</p>
            ) : (
              <>
                <p id="visitors-words" class="heat-words">
                  {summaryOf(known)}
                </p>
                <div class="bars-frame">
                  <VisitorBars days={sinceFirstKnown(days)} describedBy="visitors-words" />
                </div>
                <p class="heat-legend" aria-hidden="true">
                  <span>
                    <i class="heat-key newcomers" /> never here before
                  </span>
                  <span>
                    <i class="heat-key returning" /> returning
                  </span>
                  <span>
                    <i class="heat-key unknown" /> not known
                  </span>
                </p>
                <NotYet what="Who was on" sinceMs={until.playersMs} zone={view.zone} />
                <VisitorTable days={days} note={noteOf(view.zone, window.from)} />
              </>
            )}
          </section>
        );
      },
    };
  },
};

function summaryOf(days: readonly VisitorDay[]): string {
  const newcomers = days.reduce((sum, { counts }) => sum + (counts?.newcomers ?? 0), 0);
  const visits = days.reduce((sum, { counts }) => sum + (counts?.returning ?? 0), 0) + newcomers;
  const aDay = Math.round(visits / days.length);
  return `${newcomers} players came for the first time ever; ${aDay === 1 ? '1 player' : `${aDay} players`} a day on average, over ${days.length} ${days.length === 1 ? 'day' : 'days'} that were watched.`;
}

/** Where midnight is not at a full hour of UTC. */
function noteOf(zone: string, from: Date): string | null {
  const minutes = ((wallClockMs(from.getTime(), zone) - from.getTime()) % HOUR_MS) / 60_000;
  if (minutes === 0) return null;
  const past = String((minutes + 60) % 60).padStart(2, '0');
  return `Days are counted from 00:${past}: sums are kept by the hour of UTC.`;
}

interface TableProps {
  readonly days: readonly VisitorDay[];
  readonly note: string | null;
}

const VisitorTable = ({ days, note }: TableProps) => (
  <>
    {note !== null && <p class="dim">{note}</p>}
    <details class="as-table" id="visitors-table">
      <summary>Days as a table</summary>
      <div class="ledger-frame" tabindex={0} role="region" aria-label="New and returning players">
        <table class="ledger">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" class="number">
                New
              </th>
              <th scope="col" class="number">
                Returning
              </th>
              <th scope="col">Known</th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map((day) => (
              <tr>
                <th scope="row">{day.name}</th>
                <td class="number">{day.counts?.newcomers ?? '—'}</td>
                <td class="number">{day.counts?.returning ?? '—'}</td>
                <td class="dim">{caveatOf(day) ?? 'whole day'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  </>
);
