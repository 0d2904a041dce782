import { sql, type SQL } from 'drizzle-orm';

/** A time as a number that every driver setting reads alike: milliseconds since 1970. */
export const msOf = (time: SQL) => sql<number>`(extract(epoch from ${time}) * 1000)::float8`;

/** A time as a parameter of SQL that drizzle does not build. */
export const timeParam = (at: Date) => sql`${at.toISOString()}::timestamptz`;

/** The time that `date_part('epoch', …)` told in seconds; null where it told none. */
export function dateOf(seconds: number): Date;
export function dateOf(seconds: number | null): Date | null;
export function dateOf(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(Math.round(seconds * 1_000));
}
