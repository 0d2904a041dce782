import { Day } from '../../components/ago.tsx';
import { formatDuration } from '../../duration.ts';
import type { TimesInGame } from '../../queries/player-times.ts';
import type { View } from '../../site.ts';
import { weekHours, WEEKDAYS } from '../../week-hours.ts';

const LEVELS = 5;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

interface WeekProps {
  readonly view: View;
  readonly times: TimesInGame;
}

/** At which hours of the week somebody plays, as a strip of shades a day. */
export const WeekSection = ({ view, times }: WeekProps) => {
  const first = times.times.at(-1);
  if (first === undefined) return null;
  const week = weekHours(times.times, view.zone);
  const most = Math.max(...week.flat());
  const zone = view.zone.replaceAll('_', ' ');
  return (
    <section class="part" aria-labelledby="week-heading">
      <h2 id="week-heading">
        When{' '}
        <span class="dim">
          {times.all
            ? 'in all sessions that are kept'
            : `in the last ${times.times.length} sessions`}
          , since <Day at={first.joinedAt} zone={view.zone} />
        </span>
      </h2>
      <table class="week">
        <caption>Time in game by weekday and hour, clocks of {zone}</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th scope="col">
                <span class={hour % 6 === 0 ? undefined : 'unseen'}>{pad(hour)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((hours, day) => (
            <tr>
              <th scope="row">
                <abbr title={WEEKDAYS[day]}>{WEEKDAYS[day]?.slice(0, 3)}</abbr>
              </th>
              {hours.map((seconds, hour) => (
                <td
                  class={`h${levelOf(seconds, most)}`}
                  title={`${WEEKDAYS[day] ?? ''} ${pad(hour)}–${pad(hour + 1)}: ${timeOf(seconds)}`}
                >
                  <span class="unseen">{timeOf(seconds)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const pad = (hour: number) => String(hour).padStart(2, '0');
const timeOf = (seconds: number) => (seconds === 0 ? 'never' : formatDuration(seconds));

/** 0 for never, else 1 to 5. */
function levelOf(seconds: number, most: number): number {
  return seconds === 0 ? 0 : Math.max(1, Math.ceil((seconds / most) * LEVELS));
}
