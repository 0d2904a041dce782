const DAY_MS = 86_400_000;
/** There are about 600 names; a hostile visitor may spell each of them in many ways. */
const MAX_KEPT = 100;

const kept = new Map<string, Intl.DateTimeFormat>();

/** What clocks in the zone show at that moment, in milliseconds as if it were UTC. */
export function wallClockMs(at: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const day = Date.UTC(part('year'), part('month') - 1, part('day'));
  const seconds = part('hour') * 3_600 + part('minute') * 60 + part('second');
  return day + seconds * 1_000 + (((at % 1_000) + 1_000) % 1_000);
}

/**
 * When clocks in the zone show this, the first time if they show it twice. What they never show, because they are put forward
 * over it, is as much later as they are put forward.
 */
export function momentOf(wallMs: number, zone: string): number {
  const offsetAt = (at: number) => wallClockMs(at, zone) - at;
  const before = wallMs - offsetAt(wallMs - DAY_MS);
  const after = wallMs - offsetAt(wallMs + DAY_MS);
  const fits = [before, after].filter((at) => at + offsetAt(at) === wallMs);
  return fits.length === 0 ? before : Math.min(...fits);
}

/** The first moment of the day that `at` lies in, or of one so many days later. */
export function startOfDay(at: number, zone: string, daysLater = 0): number {
  const day = Math.floor(wallClockMs(at, zone) / DAY_MS) + daysLater;
  // Where clocks are put forward at midnight, that is the moment when they are: `momentOf` tells it.
  return momentOf(day * DAY_MS, zone);
}

/** Making a formatter costs a thousand times as much as using it. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = kept.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(zone, format);
  return format;
}
