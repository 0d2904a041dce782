import type { Context } from 'hono';
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { bodyCopy, sendCopy } from '../live/copy.ts';
import type { Site } from '../site.ts';
import { csvOf, type Row } from './csv.ts';
import { nextCursor } from './cursor.ts';
import { operationOf } from './operation.ts';
import { ProblemError, type BadParameter } from './problem.ts';

export type Format = 'json' | 'csv';

/** A question that `/api/v1` answers. */
export interface Endpoint {
  /** Below `/api/v1`, as OpenAPI writes it: `/servers/{id}`. */
  readonly path: string;
  readonly summary: string;
  /** Whether it is a table, which there is as CSV too. */
  readonly table: boolean;
  readonly operation: ZodOpenApiOperationObject;
  answer(c: Context, site: Site, format: Format): Promise<Response>;
}

/** What was read, and how the answer is made of it. */
interface Reading<Answer> {
  /** Every answer of the database that is in it: while they are the same objects, so is the answer. */
  readonly sources: readonly object[];
  make(): Answer;
}

export interface Spec<Params extends z.ZodObject, Query extends z.ZodObject, Answer> {
  readonly path: string;
  readonly id: string;
  readonly tag: 'Servers' | 'Players' | 'Rollcall';
  readonly summary: string;
  readonly description?: string;
  readonly params: Params;
  readonly query: Query;
  read(site: Site, params: z.output<Params>, query: z.output<Query>): Promise<Reading<Answer>>;
}

/** A question with one answer. */
export function oneEndpoint<P extends z.ZodObject, Q extends z.ZodObject, A extends z.ZodType>(
  spec: Spec<P, Q, z.output<A>> & { readonly answer: A },
): Endpoint {
  return {
    path: spec.path,
    summary: spec.summary,
    table: false,
    operation: operationOf(spec, spec.answer, false),
    answer: (c, site) => answerWith(c, site, spec, 'json', (answer) => JSON.stringify(answer)),
  };
}

interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined where the list has no pages. */
  readonly next?: string | null;
}

/** A question with a table for an answer: `items`, and `next` where it comes in pages. */
export function listEndpoint<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  I extends z.ZodType<Row>,
>(
  spec: Spec<P, Q, Page<z.output<I>>> & {
    readonly item: I & { readonly shape: Readonly<Record<string, unknown>> };
    /** Whether it comes in pages. */
    readonly paged?: boolean;
  },
): Endpoint {
  const items = z.array(spec.item);
  const answer = spec.paged === true ? z.object({ items, next: nextCursor }) : z.object({ items });
  const columns = Object.keys(spec.item.shape);
  return {
    path: spec.path,
    summary: spec.summary,
    table: true,
    operation: operationOf(spec, answer, true),
    answer: (c, site, format) =>
      answerWith(c, site, spec, format, (page) =>
        format === 'csv' ? csvOf(columns, page.items) : JSON.stringify(page),
      ),
  };
}

const TYPES = { json: 'application/json', csv: 'text/csv; charset=utf-8; header=present' } as const;

async function answerWith<P extends z.ZodObject, Q extends z.ZodObject, Answer>(
  c: Context,
  site: Site,
  spec: Spec<P, Q, Answer>,
  format: Format,
  write: (answer: Answer) => string,
): Promise<Response> {
  const params = spec.params.safeParse(c.req.param());
  if (!params.success) throw new ProblemError(404, `There is no such ${nounOf(spec.path)} here.`);
  const query = spec.query.safeParse(queryOf(c));
  if (!query.success) throw badQuery(query.error);
  const reading = await spec.read(site, params.data, query.data);
  const { pathname, search } = new URL(c.req.url);
  const copy = await site.copies.get(`api ${format} ${pathname}${search}`, reading.sources, () => {
    const answer = reading.make();
    const headers = { 'Content-Type': TYPES[format], ...headersOf(c, spec, format, answer) };
    return Promise.resolve(bodyCopy(write(answer), headers));
  });
  return sendCopy(c, copy);
}

function headersOf(
  c: Context,
  spec: { readonly id: string },
  format: Format,
  answer: unknown,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const { success, data } = hasNext.safeParse(answer);
  if (success) headers['Link'] = `<${withCursor(c, data.next)}>; rel="next"`;
  if (format === 'csv') {
    headers['Content-Disposition'] = `attachment; filename="rollcall-${kebab(spec.id)}.csv"`;
  }
  return headers;
}

const kebab = (id: string) => id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const hasNext = z.object({ next: z.string() });

/** The same address with another cursor: a path, so that it is right behind any proxy. */
function withCursor(c: Context, cursor: string): string {
  const url = new URL(c.req.url);
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}

/** The parameters; given twice, one is a list and fits no schema. `format` is for the route. */
function queryOf(c: Context): Readonly<Record<string, unknown>> {
  const given = Object.entries(c.req.queries()).filter(([name]) => name !== 'format');
  return Object.fromEntries(
    given.map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );
}

function badQuery(error: z.ZodError): ProblemError {
  const errors = error.issues.flatMap((issue): BadParameter[] => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ parameter: String(issue.path[0] ?? ''), detail: issue.message }];
    }
    return issue.keys.map((parameter) => ({ parameter, detail: 'there is no such parameter' }));
  });
  const first = errors[0] ?? { parameter: '', detail: 'is wrong' };
  return new ProblemError(400, `The parameter ${first.parameter}: ${first.detail}.`, errors);
}

const nounOf = (path: string) => (path.startsWith('/players') ? 'player' : 'server');
