import { averageText } from '../average-text.ts';
import { formatDuration } from '../duration.ts';
import type { HeatCell, WeekHeat } from '../week-heat.ts';

const LEVELS = 6;
const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const SHADES = Array.from({ length: LEVELS }, (_, n) => n + 1);

interface HeatProps {
  readonly heat: WeekHeat;
  readonly zone: string;
}

/** Average players by hour and weekday: a table of shades with the numbers in it. Unknown is hatched, empty is plain. */
export const WeekHeatTable = ({ heat, zone }: HeatProps) => {
  const most = heat.busiest?.averagePlayers ?? 0;
  return (
    <>
      <table class="heat">
        <caption class="heat-unseen">
          Average players by weekday and hour of the day, clocks of {zone}
        </caption>
        <thead>
          <tr>
            <td />
            {heat.days[0]?.map(({ hour }) => (
              <th scope="col" class={hour % 3 === 0 ? undefined : 'minor'}>
                {pad(hour)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heat.days.map((cells, day) => (
            <tr>
              <th scope="row">
                <abbr title={NAMES[day]}>{NAMES[day]?.slice(0, 3)}</abbr>
              </th>
              {cells.map((cell) => (
                <Cell {...{ cell, most }} minutes={heat.minutes} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="heat-legend" aria-hidden="true">
        <span>
          <i class="heat-key unknown" /> not watched
        </span>
        <span>
          <i class="heat-key h0" /> nobody on
        </span>
        <span>
          {SHADES.map((level) => (
            <i class={`heat-key h${level}`} />
          ))}{' '}
          up to {averageText(most)} on average
        </span>
      </p>
      {heat.minutes > 0 && (
        <p class="dim">
          Hours begin at {pad(heat.minutes)} past on the clocks of {zone}: sums are kept by the hour
          of UTC.
        </p>
      )}
    </>
  );
};

interface CellProps {
  readonly cell: HeatCell;
  readonly most: number;
  readonly minutes: number;
}

const Cell = ({ cell, most, minutes }: CellProps) => {
  const { averagePlayers, countedSeconds } = cell;
  if (averagePlayers === null) {
    return (
      <td class="unknown" title={`${cellName(cell, minutes)}: not watched`}>
        <span>–</span>
      </td>
    );
  }
  const text = averageText(averagePlayers);
  const words = `${text} players on average, watched for ${formatDuration(countedSeconds)}`;
  return (
    <td class={`h${levelOf(averagePlayers, most)}`} title={`${cellName(cell, minutes)}: ${words}`}>
      <span>{text}</span>
    </td>
  );
};

/** `Saturday 20:00–21:00`. */
export function cellName({ weekday, hour }: HeatCell, minutes: number): string {
  return `${NAMES[weekday] ?? ''} ${pad(hour)}:${pad(minutes)}–${pad((hour + 1) % 24)}:${pad(minutes)}`;
}

const pad = (value: number) => String(value).padStart(2, '0');

/** 0 where nobody was on, else 1 to 6. */
function levelOf(value: number, most: number): number {
  return value === 0 ? 0 : Math.max(1, Math.ceil((value / most) * LEVELS));
}
