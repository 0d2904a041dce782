import { NewerSchemaError, requireCurrentSchema, type Database } from '@rollcall/shared';

/** How long a look at the schema is good for. */
export const SCHEMA_AGE_MS = 30_000;

export interface SchemaCheck {
  /** Since the last look that found nothing wrong. */
  readonly ageMs: () => number;
  /** Rejects where the schema is not ours. */
  readonly look: () => Promise<void>;
}

/**
 * Looks whether the schema is still ours. One that was ours and is newer now may be read for `SCHEMA_AGE_MS` more: an update restarts
 * us within seconds, and nobody shall see an error meanwhile. What the newer one has taken away fails by itself.
 */
export function createSchemaCheck(
  db: Database,
  now: () => number,
  require: (db: Database) => Promise<void> = requireCurrentSchema,
): SchemaCheck {
  let lookedAtMs = -Infinity;
  let oursAtMs = -Infinity;
  let newerSinceMs: number | null = null;
  return {
    ageMs: () => now() - lookedAtMs,
    async look() {
      try {
        await require(db);
        oursAtMs = now();
        newerSinceMs = null;
      } catch (error) {
        if (!(error instanceof NewerSchemaError) || oursAtMs === -Infinity) throw error;
        newerSinceMs ??= now();
        if (now() - newerSinceMs >= SCHEMA_AGE_MS) throw error;
      }
      lookedAtMs = now();
    },
  };
}
