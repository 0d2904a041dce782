import type { HourRow } from './history.ts';

/** Minutes after the beginning; an interval holds from its first minute to the one before its last. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface ServerLog {
  readonly server: number;
  readonly reach: readonly (Interval & { readonly status: string })[];
  readonly states: readonly (Interval & { readonly players: number | null })[];
  readonly sessions: readonly Interval[];
}

/** The sums of one server, minute by minute. */
export function naiveHours(log: ServerLog, fromHour: number, toHour: number): HourRow[] {
  const rows: HourRow[] = [];
  for (let hour = fromHour; hour < toHour; hour += 1) {
    let [watched, up, counted, playerMinutes] = [0, 0, 0, 0];
    let peak: number | null = null;
    for (let minute = hour * 60; minute < (hour + 1) * 60; minute += 1) {
      const reach = log.reach.find(holds(minute));
      const players = log.states.find(holds(minute))?.players ?? null;
      const once = log.states.find(({ from, to }) => from === minute && to === minute);
      const seen = once?.players ?? null;
      if (seen !== null) peak = Math.max(peak ?? 0, seen);
      if (reach === undefined) continue;
      watched += 1;
      if (reach.status !== 'ok') continue;
      up += 1;
      if (players === null) continue;
      counted += 1;
      playerMinutes += players;
      peak = Math.max(peak ?? 0, players);
    }
    const joins = log.sessions.filter(({ from }) => Math.floor(from / 60) === hour).length;
    if (watched > 0 || joins > 0 || peak !== null) {
      const { server } = log;
      rows.push({ server, hour, watched, up, counted, playerMinutes, peak, joins });
    }
  }
  return rows;
}

const holds =
  (minute: number) =>
  ({ from, to }: Interval) =>
    from <= minute && minute < to;
