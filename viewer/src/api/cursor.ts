import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from './problem.ts';

/** As a parameter: opaque, and bounded. */
export const cursorParameter = z
  .string()
  .max(400)
  .optional()
  .meta({ description: 'Where to go on: `next` of the answer before, with the same filters.' });

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Give it as `cursor` for what comes next; null at the end.' });

/**
 * A place in a list, named by the keys of its last row and not by a number of rows: what is added before it moves nothing. It fits
 * only the list it was made for; `list` names that, filters included.
 */
export function encodeCursor(list: string, keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([markOf(list), ...keys])).toString('base64url');
}

/** The keys in a cursor. Answers 400 to one that is not ours, or of another list. */
export function decodeCursor<Keys extends readonly z.ZodType[]>(
  list: string,
  cursor: string,
  keys: Keys,
): { -readonly [N in keyof Keys]: z.output<Keys[N]> } {
  const wanted = z.tuple([z.literal(markOf(list))], z.unknown()).safeParse(parsed(cursor));
  const found = z.array(z.unknown()).length(keys.length).safeParse(wanted.data?.slice(1));
  const values = keys.map((key, n) => key.safeParse(found.data?.[n]));
  if (!wanted.success || !found.success || values.some((value) => !value.success)) {
    throw badCursor();
  }
  return values.map((value) => value.data) as { -readonly [N in keyof Keys]: z.output<Keys[N]> };
}

function badCursor(): ProblemError {
  const detail = 'is not a cursor of this list with these filters; begin without one';
  return new ProblemError(400, `The parameter cursor ${detail}.`, [
    { parameter: 'cursor', detail },
  ]);
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

function markOf(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, 8);
}
