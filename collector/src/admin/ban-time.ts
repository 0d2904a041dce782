import { UserError } from '@rollcall/shared';

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1_440, w: 10_080 };
/** Ten years: whoever means more means for ever. */
const MAX_MINUTES = 10 * 366 * 1_440;

/**
 * `30m`, `12h`, `7d`, `2w` or `ever` in minutes; 0 = for ever, as the games count it.
 *
 * @throws UserError (wrong usage)
 */
export function banMinutes(text: string): number {
  const wanted = text.trim().toLowerCase();
  if (wanted === 'ever') return 0;
  const [, count = '', unit = ''] = /^(\d{1,7})([mhdw])$/.exec(wanted) ?? [];
  const minutes = Number(count) * (MINUTES[unit] ?? 0);
  if (minutes > 0 && minutes <= MAX_MINUTES) return minutes;
  throw new UserError('--for takes 30m, 12h, 7d, 2w (at most ten years) or ever', { exitCode: 2 });
}
