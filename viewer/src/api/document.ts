import { createDocument, type oas31 } from 'zod-openapi';
import { ENDPOINTS } from './endpoints.ts';

/** What `/api/v1` is, in OpenAPI 3.1: made of the schemas that its requests are checked with. */
export function apiDocument(): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Rollcall',
        version: '1',
        description:
          'Who is on, who was on, and when each game server was really up. Times are ISO 8601 in UTC, ids of players are text, and null means that nobody knows. Names and maps come from game servers: escape them wherever you show them.',
      },
      servers: [{ url: '/api/v1' }],
      tags: [
        { name: 'Servers', description: 'Servers: now, and their history.' },
        { name: 'Players', description: 'Players: who they are, and when they were on.' },
        { name: 'Rollcall', description: 'All servers together, and who watches them.' },
      ],
      paths: Object.fromEntries(ENDPOINTS.map(({ path, operation }) => [path, { get: operation }])),
    },
    {
      override({ jsonSchema, io }) {
        // Fields may be added to answers: nobody shall refuse them.
        if (io === 'output') delete jsonSchema.additionalProperties;
      },
    },
  );
}
