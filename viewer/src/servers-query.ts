import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { problemsOf } from './period.ts';

const SORTS = ['name', 'players', 'map', 'uptime'] as const;
export type Sort = (typeof SORTS)[number];

/** What of the list a visitor wants to see. */
export interface ServersQuery {
  /** Part of a name, an address, a map or a group; empty for all. */
  readonly q: string;
  readonly sort: Sort;
  /** A label; one of spaces means the servers that have none; null for all. */
  readonly group: string | null;
  readonly protocol: string | null;
}

const MAX_CHARACTERS = 100;
const word = z.string().max(MAX_CHARACTERS, `is longer than ${MAX_CHARACTERS} characters`);
const SCHEMA = z.object({
  q: word.transform((text) => text.trim()),
  sort: z.enum(SORTS, { error: `is none of ${SORTS.join(', ')}` }),
  group: word.transform((text) => (text === '' ? null : text)),
  protocol: word.transform((text) => (text === '' ? null : text)),
});

/** What the URL asks for. Answers 400 to what cannot be read; a field of the form that was left empty asks for nothing. */
export function serversQueryOf(c: Context): ServersQuery {
  const given = (name: string, otherwise = '') => {
    const values = c.req.queries(name) ?? [];
    if (values.length > 1) {
      throw new HTTPException(400, { message: `“${name}” is given more than once.` });
    }
    return values[0] === undefined || values[0] === '' ? otherwise : values[0];
  };
  const read = SCHEMA.safeParse({
    q: given('q'),
    sort: given('sort', 'name'),
    group: given('group'),
    protocol: given('protocol'),
  });
  if (!read.success) throw new HTTPException(400, { message: problemsOf(read.error) });
  return read.data;
}

/** The path with what is asked for, without what goes without saying; the same for everybody who sees the same. */
export function serversPath(path: string, query: ServersQuery): string {
  const params = new URLSearchParams();
  if (query.q !== '') params.set('q', query.q);
  if (query.sort !== 'name') params.set('sort', query.sort);
  if (query.group !== null) params.set('group', query.group);
  if (query.protocol !== null) params.set('protocol', query.protocol);
  const search = params.toString();
  return search === '' ? path : `${path}?${search}`;
}
