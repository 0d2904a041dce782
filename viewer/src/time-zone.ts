const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;
/** There are about 600 names; a hostile visitor may spell each of them in many ways. */
const MAX_KEPT = 100;

interface Formats {
  readonly weekday: Intl.DateTimeFormat;
  readonly clock: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
  readonly full: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
}

const kept = new Map<string, Formats>();

/** Whether `name` is a zone of the IANA time zone database, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  if (name.length > 64 || !NAME.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** `21 Nov, 14:02` in the zone. */
export function formatClock(at: Date, zone: string): string {
  return formatsOf(zone).clock.format(at);
}

/** `21 Nov 2026` in the zone. */
export function formatDay(at: Date, zone: string): string {
  return formatsOf(zone).day.format(at);
}

/** `Sat, 21 Nov` in the zone. */
export function formatWeekday(at: Date, zone: string): string {
  return formatsOf(zone).weekday.format(at);
}

/** `14:02` in the zone, of a day that goes without saying. */
export function formatTime(at: Date, zone: string): string {
  return formatsOf(zone).time.format(at);
}

/** `21 Nov 2026, 14:02:33` in the zone, with the zone named. */
export function formatFull(at: Date, zone: string): string {
  return `${formatsOf(zone).full.format(at)} ${zone}`;
}

/** Making a formatter costs a thousand times as much as using it. */
function formatsOf(zone: string): Formats {
  const known = kept.get(zone);
  if (known !== undefined) return known;
  const day = { timeZone: zone, day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const formats = {
    weekday: new Intl.DateTimeFormat('en-GB', { ...day, weekday: 'short' }),
    day: new Intl.DateTimeFormat('en-GB', { ...day, year: 'numeric' }),
    clock: new Intl.DateTimeFormat('en-GB', { ...day, ...time }),
    time: new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...time }),
    full: new Intl.DateTimeFormat('en-GB', {
      ...day,
      ...time,
      year: 'numeric',
      second: '2-digit',
    }),
  };
  const [oldest] = kept.keys();
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(zone, formats);
  return formats;
}
