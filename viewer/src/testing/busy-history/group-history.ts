import type { Plan } from './fleet.ts';
import { personOf, type Person } from './people.ts';
import type { Random } from './random.ts';
import { recordVisit, type Session } from './recorded.ts';
import type { Span } from './span.ts';
import { statesOf, type State } from './states.ts';
import { visitsOf } from './visits.ts';
import { planReach, type Reach, type Run } from './watching.ts';

export interface ServerHistory {
  readonly id: number;
  readonly plan: Plan;
  readonly reach: readonly Reach[];
  readonly sessions: readonly Session[];
  readonly states: readonly State[];
}

/** What happened on the servers that share their players. */
export interface GroupHistory {
  readonly people: readonly Person[];
  readonly servers: readonly ServerHistory[];
}

/** Invents what happened, and what a collector saw of it. */
export function groupHistory(
  members: readonly { readonly id: number; readonly plan: Plan }[],
  crowd: number,
  runs: readonly Run[],
  span: Span,
  random: Random,
): GroupHistory {
  const plans = members.map(({ plan }) => plan);
  const kind = plans[0]?.row.protocol === 'quake3' ? 'quake3' : 'steam';
  const group = plans[0]?.group ?? 0;
  const { now } = span;
  const visits = visitsOf(plans, crowd, span, random);
  const servers = members.map(({ id, plan }, server) => {
    const reach = planReach(runs, plan.trouble, now, random);
    const sessions = visits.flatMap((visit) => {
      if (visit.server !== server) return [];
      const session = recordVisit(visit, reach, now);
      return session === null ? [] : [session];
    });
    return { id, plan, reach, sessions, states: statesOf(plan, sessions, reach, now, random) };
  });
  return { people: Array.from({ length: crowd }, (_, n) => personOf(group, n, kind)), servers };
}
