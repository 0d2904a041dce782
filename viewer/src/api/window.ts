import { z } from 'zod';
import { ProblemError } from './problem.ts';
import { momentParameter } from './schemas.ts';

const DAY_MS = 86_400_000;

export interface Window {
  readonly since: Date;
  readonly until: Date;
}

/** The parameters `since` and `until` of a question about a period. */
export const windowQuery = (days: number, maxDays: number) =>
  z.strictObject({
    since: momentParameter.optional().meta({
      description: `Begin; ${spell(days)} before \`until\` unless told.`,
      override: { type: 'string', format: 'date-time' },
    }),
    until: momentParameter.optional().meta({
      description: `First moment that does not belong; now unless told. At most ${spell(maxDays)} after \`since\`.`,
      override: { type: 'string', format: 'date-time' },
    }),
  });

/** The period that is asked for. Now is told in whole seconds, so that many who ask at once ask the same. Answers 422 to one that cannot be. */
export function windowOf(
  query: { readonly since?: Date | undefined; readonly until?: Date | undefined },
  days: number,
  maxDays: number,
  now: Date = new Date(),
): Window {
  const until = query.until ?? new Date(Math.floor(now.getTime() / 1_000) * 1_000);
  const since = query.since ?? new Date(until.getTime() - days * DAY_MS);
  if (since >= until) throw new ProblemError(422, 'The period ends before it begins.');
  if (until.getTime() - since.getTime() > maxDays * DAY_MS) {
    throw new ProblemError(422, `The period is longer than ${spell(maxDays)}.`);
  }
  return { since, until };
}

const spell = (days: number) => (days === 1 ? '24 hours' : `${days} days`);
