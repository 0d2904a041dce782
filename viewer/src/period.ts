import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { momentOf } from './wall-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So that no question reads more than 5,000 rows of `server_hour`. */
const MAX_DAYS = 186;
const MIN_MS = 60_000;
/** Steps of what "now" is, so that all who look at "the last 24 hours" ask the same question. */
const NOW_STEP_MS = 10_000;
const EARLIEST_MS = Date.UTC(2000, 0);
const DEFAULT = '24h';

const RANGES = { '24h': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS } as const;
type RangeName = keyof typeof RANGES;

/** A stretch of time that a visitor looks at; its end does not belong to it. */
export interface Period {
  /** Null where the visitor chose the ends. */
  readonly range: RangeName | null;
  readonly from: Date;
  readonly to: Date;
  /** Now, in steps of ten seconds. */
  readonly now: Date;
}

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[ +-]\d\d:\d\d)?)?$/;

/** The moment that the parameter names; one without an offset is read in the zone. Null for what is none. */
export function parseMoment(text: string, zone: string): Date | null {
  const match = MOMENT.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour = '00', minute = '00', second = '00', rest = '0', offset] = match;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${rest.padEnd(3, '0')}`;
  const wallMs = Date.parse(`${wall}Z`);
  // 31 February is no day, though Date.parse takes it for one in March.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString() !== `${wall}Z`) return null;
  // The plus sign of an offset is a space in a URL.
  const at =
    offset === undefined
      ? momentOf(wallMs, zone)
      : Date.parse(`${wall}${offset.replace(' ', '+')}`);
  return Number.isNaN(at) ? null : new Date(at);
}

/** A parameter that names a moment, read in the zone. */
export const momentParam = (zone: string) =>
  z.string().transform((text, context) => {
    const at = parseMoment(text, zone);
    if (at !== null) return at;
    context.addIssue('is no time: write it like 2026-11-20T21:30 or 2026-11-20T20:30:00Z');
    return z.NEVER;
  });

/**
 * The period of `?range=`, or of `?from=&to=`, else the last 24 hours. Answers 400 to what cannot be read, and 422 to a period that is
 * none, is not over six months, or has not begun.
 */
export function periodOf(c: Context, zone: string, now: Date): Period {
  const read = z
    .object({
      range: z.enum(['24h', '7d', '30d'], { error: 'is none of 24h, 7d, 30d' }).optional(),
      from: momentParam(zone).optional(),
      to: momentParam(zone).optional(),
    })
    .safeParse({ range: given(c, 'range'), from: given(c, 'from'), to: given(c, 'to') });
  if (!read.success) throw new HTTPException(400, { message: problemsOf(read.error) });
  const { range, from, to } = read.data;
  const end = new Date(Math.floor(now.getTime() / NOW_STEP_MS) * NOW_STEP_MS);
  if (from === undefined && to === undefined) {
    const name = range ?? DEFAULT;
    return { range: name, from: new Date(end.getTime() - RANGES[name]), to: end, now: end };
  }
  const span = range === undefined ? DAY_MS : RANGES[range];
  const until = to ?? new Date(Math.min(end.getTime(), (from ?? end).getTime() + span));
  const since = from ?? new Date(until.getTime() - span);
  const problem = problemWith(since, until, end);
  if (problem !== null) throw new HTTPException(422, { message: problem });
  return { range: null, from: since, to: until, now: end };
}

/** A field of a form that was left empty is one that was not given. */
const given = (c: Context, name: string) => {
  const value = c.req.query(name)?.trim();
  return value === '' ? undefined : value;
};

function problemWith(from: Date, to: Date, now: Date): string | null {
  const length = to.getTime() - from.getTime();
  if (length < MIN_MS) return 'The period is too short: its end has to lie after its beginning.';
  if (length > MAX_DAYS * DAY_MS) return `The period is too long: ${MAX_DAYS} days at most.`;
  if (from.getTime() < EARLIEST_MS) return 'The period begins too early: nobody watched then.';
  return from > now ? 'The period has not begun yet.' : null;
}

/** What is wrong with the parameters, in a sentence each. */
export function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `“${path.join('.')}” ${message}.`).join(' ');
}
