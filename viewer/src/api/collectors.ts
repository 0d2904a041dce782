import { z } from 'zod';
import { listEndpoint } from './endpoint.ts';
import { iso, isoOrNull, moment } from './schemas.ts';

/** When somebody watched at all. */
export const collectorsEndpoint = listEndpoint({
  path: '/collectors',
  id: 'collectors',
  tag: 'Rollcall',
  summary: 'When collectors ran, the last one to start first; 100 at most',
  params: z.object({}),
  query: z.strictObject({}),
  item: z
    .object({
      id: z.int(),
      startedAt: moment,
      heartbeatAt: moment.meta({ description: 'Its last sign of life.' }),
      stoppedAt: moment.nullable().meta({ description: 'null = runs, or was killed.' }),
      replaced: z.boolean().meta({ description: 'Another one took over its servers.' }),
    })
    .meta({ id: 'CollectorRun' }),
  async read({ reads }) {
    const runs = await reads.collectorRuns();
    return {
      sources: [runs],
      make: () => ({
        items: runs.map(({ id, startedAt, heartbeatAt, stoppedAt, replaced }) => ({
          id,
          startedAt: iso(startedAt),
          heartbeatAt: iso(heartbeatAt),
          stoppedAt: isoOrNull(stoppedAt),
          replaced,
        })),
      }),
    };
  },
});
