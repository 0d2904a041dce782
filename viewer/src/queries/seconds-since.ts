import { sql, type Column, type SQL } from 'drizzle-orm';

/** How long ago `time` was by the clock of the database, which is everybody's, in seconds; null where `time` is null. */
export const secondsSince = (time: Column | SQL) =>
  sql<number>`extract(epoch from now() - ${time})::float8`;
