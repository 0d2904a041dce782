import { startOfDay } from './wall-clock.ts';

const MINUTE_MS = 60_000;
/** There are about 600 names; a hostile visitor may spell each of them in many ways. */
const MAX_KEPT = 100;

const kept = new Map<string, { readonly minute: number; readonly start: Date }>();

/** When the day began in the zone. Looked up once a minute: asking a zone costs as much as answering from a shared copy. */
export function startOfToday(now: number, zone: string): Date {
  const minute = Math.floor(now / MINUTE_MS);
  const known = kept.get(zone);
  if (known?.minute === minute) return known.start;
  const start = new Date(startOfDay(now, zone));
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(zone, { minute, start });
  return start;
}
