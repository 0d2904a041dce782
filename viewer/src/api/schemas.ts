import { parseSteamId } from '@rollcall/shared';
import { z } from 'zod';
import type { ZodOpenApiOverrideContext } from 'zod-openapi';
import { isTimeZone } from '../time-zone.ts';
import { ProblemError } from './problem.ts';

const MAX_SERVER_ID = 2_147_483_647;
const MAX_PLAYER_ID = 9_223_372_036_854_775_807n;

/** A moment in an answer. */
export const moment = z.iso
  .datetime()
  .meta({ description: 'ISO 8601, UTC.', example: '2026-11-20T20:30:00.000Z' });

/** A player's id in an answer: text, because it is too great for the numbers of JavaScript. */
export const playerId = z
  .string()
  .regex(/^\d{1,19}$/)
  .meta({
    description: 'The SteamID64 of a Steam player; of others a number given by Rollcall.',
    example: '76561197960290418',
  });

/** Of a path: what is no id is nobody's id. */
export const serverParams = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .refine((text) => Number(text) <= MAX_SERVER_ID)
    .meta({ description: 'Number of the server.', example: '1' }),
});

/** Of a path: any printed form of a Steam id, or the number of another player. */
export const playerParams = z.object({
  id: z
    .string()
    .max(40)
    .refine((text) => playerIdOf(text) !== null)
    .meta({
      description: 'Id of the player; `STEAM_0:0:12345` and `[U:1:24690]` work as well.',
      example: '76561197960290418',
    }),
});

/** The id that a text is; null where it is none. */
export function playerIdOf(text: string): bigint | null {
  if (!/^[1-9]\d{0,18}$/.test(text)) return parseSteamId(text);
  const id = BigInt(text);
  return id <= MAX_PLAYER_ID ? id : null;
}

/** The number in a path that was found to be one. */
export function requirePlayerId(text: string): bigint {
  const id = playerIdOf(text);
  if (id === null) throw new ProblemError(404, 'There is no such player here.');
  return id;
}

/** How many rows are wanted at most. */
export const limitParameter = (usual: number, most: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, `a whole number from 1 to ${most}`)
    .transform(Number)
    .pipe(z.int().min(1).max(most, `at most ${most}`))
    .default(usual)
    .meta({
      description: `How many at most; ${usual} unless told, never more than ${most}.`,
      override({ jsonSchema }: ZodOpenApiOverrideContext) {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: most });
      },
    });

/** A moment as a parameter, with any offset; a `+` that came as a blank is one. */
export const momentParameter = z
  .preprocess(
    (text) => (typeof text === 'string' ? text.replace(' ', '+') : text),
    z.iso.datetime({ offset: true, error: 'a time such as 2026-11-20T21:30:00Z' }),
  )
  .transform((text) => new Date(text))
  .refine((at) => at.getUTCFullYear() >= 1970 && at.getUTCFullYear() <= 9999, 'a time since 1970');

export const iso = (at: Date) => at.toISOString();
/** Of milliseconds since 1970, which need not be whole. */
export const momentOfMs = (ms: number) => new Date(ms).toISOString();
export const isoOrNull = (at: Date | null) => at?.toISOString() ?? null;

/** Where days and hours of the clock are counted. */
export const zoneParameter = z
  .string()
  .refine(isTimeZone, 'a time zone such as Europe/Berlin or UTC')
  .optional()
  .meta({
    description: 'Time zone whose days and hours are counted; that of the site unless told.',
  });
