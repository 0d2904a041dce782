import { z } from 'zod';
import { hourWindow, type HourWindow } from '../hour-window.ts';
import { ProblemError } from './problem.ts';
import { cursorParameter } from './cursor.ts';
import { limitParameter, momentParameter } from './schemas.ts';

const DAY_MS = 86_400_000;

export interface Window {
  readonly since: Date;
  readonly until: Date;
}

const optionalMoment = (description: string) =>
  momentParameter.optional().meta({
    description,
    override: { type: 'string', format: 'date-time' },
  });

const endsBeforeItBegins = () => new ProblemError(422, 'The period ends before it begins.');

/** The parameters `since` and `until` of a question about a period. */
export const windowQuery = (days: number, maxDays: number) =>
  z.strictObject({
    since: optionalMoment(`Begin; ${spell(days)} before \`until\` unless told.`),
    until: optionalMoment(
      `First moment that does not belong; now unless told. At most ${spell(maxDays)} after \`since\`.`,
    ),
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
  if (since >= until) throw endsBeforeItBegins();
  if (until.getTime() - since.getTime() > maxDays * DAY_MS) {
    throw new ProblemError(422, `The period is longer than ${spell(maxDays)}.`);
  }
  return { since, until };
}

const spell = (days: number) => (days === 1 ? '24 hours' : `${days} days`);

/** The parameters of a table that comes in pages, and may be narrowed to a period of any length. */
export const pageOfPeriod = (what: string) =>
  z.strictObject({
    since: optionalMoment(`${what} at or after this.`),
    until: optionalMoment(`${what} before this.`),
    limit: limitParameter(100, 1_000),
    cursor: cursorParameter,
  });

export interface Period {
  readonly since: Date | null;
  readonly until: Date | null;
}

/** Answers 422 to a period that ends before it begins. */
export function periodOf(query: {
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}): Period {
  const { since = null, until = null } = query;
  if (since !== null && until !== null && since >= until) throw endsBeforeItBegins();
  return { since, until };
}

/** What a cursor belongs to. */
export const listOf = (name: string, id: number | bigint, { since, until }: Period) =>
  JSON.stringify([name, String(id), since, until]);

/** A period in whole hours, as sums are kept: all that it touches, as far as they have passed. All who ask within a minute ask the same. */
export function hoursOf(
  query: Parameters<typeof windowOf>[0],
  days: number,
  now: Date = new Date(),
): HourWindow {
  const { since, until } = windowOf(query, days, MAX_SUMMED_DAYS, now);
  return hourWindow({ range: null, from: since, to: until, now });
}

/** So that no question reads more than 5,000 hours. */
export const MAX_SUMMED_DAYS = 186;
