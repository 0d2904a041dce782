import type { PlayerChart } from '../../chart/model.ts';
import type { ServerPage } from './section.ts';
import { wallClockMs } from '../../wall-clock.ts';

interface NavProps {
  readonly page: ServerPage;
  readonly chart: PlayerChart;
}

const NAMES = [
  ['24h', '24 hours', '24 h'],
  ['7d', '7 days', '7 d'],
  ['30d', '30 days', '30 d'],
] as const;

/** Which stretch of time the sections below are about, and how to look at another one. */
export const PeriodNav = ({ page }: NavProps) => {
  const { period, link } = page;
  const lengthMs = period.to.getTime() - period.from.getTime();
  const moved = (by: number) => {
    const from = new Date(period.from.getTime() + by * lengthMs);
    const to = new Date(period.to.getTime() + by * lengthMs);
    return link({ range: null, from: from.toISOString(), to: to.toISOString() });
  };
  return (
    <div class="period-heading">
      <h2 id="history-heading">Players</h2>
      <nav class="periods" aria-label="Period">
        {NAMES.map(([name, long, short]) => (
          <Swap
            id={`range-${name}`}
            href={link({ range: name, from: null, to: null })}
            label={`Last ${long}`}
            current={period.range === name}
          >
            {short}
          </Swap>
        ))}
        <Swap id="range-earlier" href={moved(-1)} label="The same length of time before">
          ←
        </Swap>
        {period.to < period.now && (
          <Swap id="range-later" href={moved(1)} label="The same length of time after">
            →
          </Swap>
        )}
      </nav>
      <details class="range" open={period.range === null}>
        <summary>From – to</summary>
        <RangeForm page={page} />
      </details>
    </div>
  );
};

interface SwapProps {
  readonly id: string;
  readonly href: string;
  readonly label: string;
  readonly current?: boolean;
  readonly children: string;
}

/** All sections follow: they are taken from the page at that address. */
const Swap = ({ id, href, label, current, children }: SwapProps) => (
  <a
    id={id}
    href={`${href}#history`}
    hx-get={href}
    hx-target="#period"
    hx-select="#period"
    hx-swap="outerMorph"
    hx-push-url="true"
    aria-label={label}
    aria-current={current === true ? 'true' : undefined}
  >
    {children}
  </a>
);

/** As a field of a form shows it: what clocks in the zone show. */
export const fieldTime = (at: Date, zone: string) =>
  new Date(wallClockMs(at.getTime(), zone)).toISOString().slice(0, 19);

const RangeForm = ({ page }: { readonly page: ServerPage }) => {
  const { view, period, link } = page;
  return (
    <form class="range-form" action={`/servers/${page.server.id}`} method="get">
      <HiddenFields href={link({ range: null, from: null, to: null, at: null })} />
      <label>
        From{' '}
        <input
          type="datetime-local"
          name="from"
          step="1"
          required
          value={fieldTime(period.from, view.zone)}
        />
      </label>
      <label>
        to{' '}
        <input
          type="datetime-local"
          name="to"
          step="1"
          required
          value={fieldTime(period.to, view.zone)}
        />
      </label>
      <button type="submit">Show</button>
    </form>
  );
};

/** The parameters of an address, so that a form keeps them. */
export const HiddenFields = ({ href }: { readonly href: string }) => {
  const params = [...new URL(href, 'http://here').searchParams];
  return (
    <>
      {params.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
};
