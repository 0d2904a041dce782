import type { Plan } from './fleet.ts';
import type { Random } from './random.ts';
import type { Span } from './span.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MEAN_STAY_MS = 38 * MINUTE_MS;

/** Somebody on a server, whether or not anybody watched. */
export interface Visit {
  /** Which of the servers of the group. */
  readonly server: number;
  readonly person: number;
  readonly from: number;
  readonly to: number;
  /** Came back at once, so that no poll saw the end. */
  readonly rejoins: boolean;
}

/** Who was on the servers of one group, between two times: an evening peak, weekends, short looks and long nights, friends. */
export function visitsOf(
  plans: readonly Plan[],
  people: number,
  span: Span,
  random: Random,
): readonly Visit[] {
  const { since, now } = span;
  const visits: Visit[] = [];
  const busyUntil = new Float64Array(people);
  const seated = plans.map((): number[] => []);
  const visit = (server: number, person: number, from: number, stay: number) => {
    const plan = plans[server];
    const seats = seated[server]?.filter((until) => until > from) ?? [];
    if (plan === undefined || seats.length >= plan.seats) return;
    if ((busyUntil[person] ?? 0) > from) return;
    const to = from + stay;
    seats.push(to);
    seated[server] = seats;
    busyUntil[person] = to + 30_000;
    if (stay > 10 * MINUTE_MS && random.next() < 0.03) {
      const turn = from + stay * random.between(0.2, 0.8);
      visits.push({ server, person, from, to: turn, rejoins: true });
      visits.push({ server, person, from: turn + 3_000, to, rejoins: false });
    } else {
      visits.push({ server, person, from, to, rejoins: false });
    }
  };
  for (const { at, server } of arrivals(plans, span, random)) {
    // A third of the crowd comes to know these servers only as time goes by; few come often, many once.
    const known = people * (0.66 + (0.34 * (at - since)) / (now - since));
    const person = Math.floor(known * random.next() ** 2);
    const stay = stayOf(random);
    visit(server, person, at, stay);
    const friend = person ^ 1;
    if (friend < people && random.next() < 0.25) {
      visit(server, friend, at + random.between(5_000, 90_000), stay * random.between(0.6, 1.1));
    }
  }
  return visits;
}

function arrivals(plans: readonly Plan[], { since, now, bustle }: Span, random: Random) {
  const all: { readonly at: number; readonly server: number }[] = [];
  for (const [server, plan] of plans.entries()) {
    if (plan.trouble === 'hibernating') continue;
    // A quarter brings a friend.
    const most = (1.5 * bustle * plan.seats * plan.popularity) / MEAN_STAY_MS / 1.25;
    for (let at = since; ;) {
      at -= Math.log(1 - random.next()) / most;
      if (at >= now) break;
      if (random.next() < rhythm(at) / 1.5) all.push({ at: Math.round(at), server });
    }
  }
  return all.sort((a, b) => a.at - b.at);
}

/** How busy it is at that time: 1 on an evening of the week, more on weekends, little at five in the morning. */
function rhythm(at: number): number {
  const local = new Date(at + HOUR_MS);
  const hour = local.getUTCHours() + local.getUTCMinutes() / 60;
  const away = Math.min(Math.abs(hour - 20.5), 24 - Math.abs(hour - 20.5));
  const weekend = local.getUTCDay() === 0 || local.getUTCDay() === 6;
  const evening = Math.exp(-(away ** 2) / (weekend ? 50 : 20));
  return (0.1 + 0.9 * evening) * (weekend ? 1.4 : 1);
}

function stayOf(random: Random): number {
  if (random.next() < 0.2) return random.between(20_000, 3 * MINUTE_MS);
  if (random.next() < 0.001) return random.between(20, 32) * HOUR_MS;
  return Math.min(Math.exp(random.normal() * 0.7) * 37 * MINUTE_MS, 12 * HOUR_MS);
}
