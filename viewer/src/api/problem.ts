import type { Logger } from '@rollcall/shared';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { DatabaseAwayError } from '../live/database-away.ts';

/** What is wrong with one parameter. */
export interface BadParameter {
  readonly parameter: string;
  readonly detail: string;
}

/** What an answer says that is none: RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Which kind of problem it is; leads to words about it.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ parameter: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Each parameter that is wrong.' }),
  })
  .meta({ id: 'Problem', description: 'What went wrong (RFC 9457).' });

/** Every problem there can be: where `/api` explains it, and its title. */
export const PROBLEMS = {
  400: ['bad-parameter', 'A parameter is wrong'],
  404: ['not-found', 'There is no such thing'],
  405: ['read-only', 'This can only be read'],
  422: ['impossible', 'These parameters do not go together'],
  500: ['failed', 'The answer could not be made'],
  503: ['database-away', 'The database cannot be asked now'],
} as const satisfies Readonly<Record<number, readonly [string, string]>>;

export type ProblemStatus = keyof typeof PROBLEMS;

/** A request that gets a problem for an answer. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: ProblemStatus;
  readonly errors: readonly BadParameter[];

  constructor(status: ProblemStatus, detail: string, errors: readonly BadParameter[] = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** Whether it is programs that ask there: they get problem documents, people get pages. */
export function isData(c: Context): boolean {
  const { path } = c.req;
  if (path.startsWith('/assets/')) return false;
  return path.startsWith('/api/v1') || path === '/metrics' || /\.(svg|atom|csv)$/.test(path);
}

/** Answers with a problem document, which nobody keeps. */
export function sendProblem(
  c: Context,
  status: ProblemStatus,
  detail: string,
  errors: readonly BadParameter[] = [],
): Response {
  const [kind, title] = PROBLEMS[status];
  const problem = { type: `/api#${kind}`, title, status, detail };
  c.header('Cache-Control', 'no-store');
  if (status === 503) c.header('Retry-After', '5');
  return c.body(
    JSON.stringify(errors.length === 0 ? problem : { ...problem, errors }),
    status satisfies ContentfulStatusCode,
    { 'Content-Type': 'application/problem+json' },
  );
}

/** The problem that an error is; one that nobody expected is logged and told as 500. */
export function problemOf(c: Context, error: Error, log: Logger): Response {
  if (error instanceof ProblemError) {
    return sendProblem(c, error.status, error.message, error.errors);
  }
  if (error instanceof DatabaseAwayError) {
    return sendProblem(c, 503, `Nothing can be told now: ${error.message}.`);
  }
  if (error instanceof HTTPException && isKnown(error.status)) {
    return sendProblem(c, error.status, error.message);
  }
  log.error({ err: error, path: c.req.path }, 'an answer failed');
  return sendProblem(c, 500, 'The viewer’s log says why.');
}

function isKnown(status: number): status is ProblemStatus {
  return status in PROBLEMS;
}
