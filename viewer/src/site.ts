import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Assets } from './assets.ts';
import type { Changes } from './live/changes.ts';
import type { Copies } from './live/copies.ts';
import type { Reads } from './live/reads.ts';
import type { SharedAnswers } from './live/shared-answers.ts';
import type { Metrics } from './metrics.ts';
import { isTimeZone } from './time-zone.ts';

/** What every route is built with. */
export interface Site {
  readonly reads: Reads;
  readonly copies: Copies;
  readonly answers: SharedAnswers;
  readonly changes: Changes;
  /** Aborts when the viewer is to stop: what goes on for long ends then. */
  readonly stop: AbortSignal;
  readonly metrics: Metrics;
  readonly assets: Assets;
  readonly pollSeconds: number;
  readonly staleSeconds: number;
  /** Where a visitor names no zone. */
  readonly timeZone: string;
}

/** How one visitor wants a page. */
export interface View {
  readonly zone: string;
  /** What `?tz=` said; null where it said nothing. */
  readonly zoneParam: string | null;
  /** The same page or another one of ours, with the visitor's zone kept. */
  link(path: string): string;
}

/** The zone of `?tz=`, else that of the site. Answers 400 to a zone that is none. */
export function viewOf(c: Context, site: Site): View {
  const given = c.req.query('tz');
  if (given === undefined) return defaultView(site);
  if (!isTimeZone(given)) {
    throw new HTTPException(400, {
      message: 'There is no such time zone. Names look like Europe/Berlin or UTC.',
    });
  }
  const zone = `tz=${encodeURIComponent(given)}`;
  return {
    zone: given,
    zoneParam: given,
    link: (path) => `${path}${path.includes('?') ? '&' : '?'}${zone}`,
  };
}

export function defaultView(site: Site): View {
  return { zone: site.timeZone, zoneParam: null, link: (path) => path };
}
