/** "npm run test:faults" runs everything at full length; "npm test" most of the faults, with fewer servers and shorter. */
export const isWhole = process.env['ROLLCALL_FAULTS'] !== undefined;

export const INTERVAL_MS = isWhole ? 2_000 : 1_000;
export const SERVERS = isWhole ? 200 : 40;
/** For how long Postgres is away. */
export const AWAY_MS = isWhole ? 60_000 : 8_000;
/** How often connections to Postgres are cut in the middle of a batch. */
export const CUTS = isWhole ? 6 : 4;
/** How many of the servers never answer, while the others are polled so often. */
export const SILENT = isWhole ? 50 : 10;
export const POLLS = isWhole ? 15 : 8;
/** Longer than any of this takes, also on a machine with other things to do. */
export const PATIENCE_MS = 90_000;
