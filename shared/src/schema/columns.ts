import { timestamp } from 'drizzle-orm/pg-core';

/** Every time in Rollcall is a `timestamptz`; JavaScript sees it with the milliseconds it wrote. */
export const time = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
