import { averageText } from '../../average-text.ts';
import { cellName, WeekHeatTable } from '../../components/week-heat-table.tsx';
import { daysWindow } from '../../hour-window.ts';
import { weekHeat, type WeekHeat } from '../../week-heat.ts';
import type { Section } from './section.ts';
import { WindowWords } from './window-words.tsx';

/** At which hours of the week people are on. */
export const weekSection: Section = {
  name: 'week',
  label: 'When people play',
  async read({ site, view, server, period }) {
    const window = daysWindow(period, view.zone);
    const hours = await site.reads.hourCounts(server.id, window.from, window.to);
    return {
      sources: [hours],
      render: () => {
        const zone = view.zone.replaceAll('_', ' ');
        const heat = weekHeat(hours, view.zone);
        return (
          <section id="week" class="week-section" aria-labelledby="week-heading">
            <h2 id="week-heading">
              When people play <WindowWords window={window} zone={view.zone} />
            </h2>
            {heat.busiest === null ? (
              <p class="nobody">
                No player was counted in this time. The pattern of the week appears once the
                collector has watched this server for some hours.
              </p>
            ) : (
              <>
                <p class="heat-words">
                  <Words heat={heat} />
                </p>
                <WeekHeatTable {...{ heat, zone }} />
              </>
            )}
          </section>
        );
      },
    };
  },
};

/** The same in words. */
const Words = ({ heat: { busiest, quietest, minutes } }: { readonly heat: WeekHeat }) => {
  const most = busiest?.averagePlayers ?? null;
  const least = quietest?.averagePlayers ?? null;
  if (busiest === null || quietest === null || most === null || least === null) return null;
  if (most === 0) return <>Nobody was on whenever somebody watched.</>;
  return (
    <>
      Busiest <b>{cellName(busiest, minutes)}</b> with {averageText(most)} players on average,
      quietest <b>{cellName(quietest, minutes)}</b> with {averageText(least)}.
    </>
  );
};
