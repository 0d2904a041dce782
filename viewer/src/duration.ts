const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in the two greatest units that say something: `45 s`, `12 min`, `1 h 12 min`, `3 d 4 h`. Never negative. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return pair(whole, HOUR, 'h', MINUTE, 'min');
  return pair(whole, DAY, 'd', HOUR, 'h');
}

/** Time in game, in hours as players count it: `45 min`, `12 h 5 min`, `1,204 h`. */
export function formatPlaytime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < HOUR) return formatDuration(whole);
  const hours = Math.floor(whole / HOUR);
  if (hours < 100) return pair(whole, HOUR, 'h', MINUTE, 'min');
  return `${hours.toLocaleString('en')} h`;
}

/** The same for `<time datetime>`: `PT4320S`. */
export function machineDuration(seconds: number): string {
  return `PT${Math.max(0, Math.floor(seconds))}S`;
}

function pair(whole: number, unit: number, name: string, small: number, smallName: string) {
  const rest = Math.floor((whole % unit) / small);
  const great = `${Math.floor(whole / unit)} ${name}`;
  return rest === 0 ? great : `${great} ${rest} ${smallName}`;
}
