import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { PROBLEMS, problemSchema, type ProblemStatus } from './problem.ts';

interface Described {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
}

const formatParameter = z
  .enum(['json', 'csv'])
  .optional()
  .meta({ description: 'The same as the ending `.csv` and as `Accept: text/csv`.' });

/** How OpenAPI describes a question: by the very schemas that its requests are checked with. */
export function operationOf(
  spec: Described,
  answer: z.ZodType,
  table: boolean,
): ZodOpenApiOperationObject {
  const inPath = Object.keys(spec.params.shape).length > 0;
  const query = table ? spec.query.extend({ format: formatParameter }) : spec.query;
  const csv = { 'text/csv': { schema: z.string().meta({ description: 'RFC 4180, UTF-8.' }) } };
  const window = 'since' in spec.query.shape ? ([422] as const) : [];
  const problems = problemsOf([400, ...(inPath ? ([404] as const) : []), ...window, 503]);
  return {
    operationId: spec.id,
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    requestParams: { ...(inPath ? { path: spec.params } : {}), query },
    responses: {
      '200': {
        description: 'The answer; it has an ETag.',
        content: { 'application/json': { schema: answer }, ...(table ? csv : {}) },
      },
      '304': { description: 'Nothing changed since the ETag in If-None-Match.' },
      ...problems,
    },
  };
}

function problemsOf(statuses: readonly ProblemStatus[]): ZodOpenApiResponsesObject {
  const described: ZodOpenApiResponsesObject = {};
  for (const status of statuses) {
    described[`${status}`] = {
      description: PROBLEMS[status][1],
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  return described;
}
