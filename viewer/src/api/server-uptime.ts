import { z } from 'zod';
import { playerChart } from '../chart/model.ts';
import { requireServer } from '../server-id.ts';
import { oneEndpoint } from './endpoint.ts';
import { iso, moment, serverParams } from './schemas.ts';
import { MAX_SUMMED_DAYS, windowOf, windowQuery } from './window.ts';

const DAYS = 7;

/** A period of a server in a few numbers. */
export const serverUptimeEndpoint = oneEndpoint({
  path: '/servers/{id}/uptime',
  id: 'serverUptime',
  tag: 'Servers',
  summary: 'How much a server was up in a period, and how many were on',
  description: 'Up, down and not watched are kept apart, and are the whole period together.',
  params: serverParams,
  query: windowQuery(DAYS, MAX_SUMMED_DAYS),
  answer: z
    .object({
      since: moment.meta({ description: 'Widened to a whole hour where there is too much.' }),
      until: moment,
      uptime: z.number().min(0).max(1).nullable().meta({
        description: 'Share of the watched time in which it answered; null = nobody watched.',
      }),
      upSeconds: z.number(),
      downSeconds: z.number(),
      unwatchedSeconds: z.number(),
      averagePlayers: z.number().nullable(),
      peakPlayers: z.int().nullable(),
    })
    .meta({ id: 'Uptime' }),
  async read({ reads, staleSeconds }, { id }, query) {
    const { since, until } = windowOf(query, DAYS, MAX_SUMMED_DAYS);
    const server = await requireServer(id, reads.server);
    const [history, reaches] = await Promise.all([
      reads.serverHistory(server.id, since, until),
      reads.serverReaches(server.id, since, until),
    ]);
    return {
      sources: [history, reaches],
      make() {
        const limits = { fromMs: since.getTime(), toMs: until.getTime() };
        const { summary } = playerChart(history, reaches, {
          ...limits,
          staleMs: staleSeconds * 1_000,
        });
        const { watchedSeconds, upSeconds } = summary;
        return {
          since: iso(history.kind === 'hours' ? new Date(history.fromMs) : since),
          until: iso(until),
          uptime: watchedSeconds > 0 ? Math.min(1, upSeconds / watchedSeconds) : null,
          upSeconds,
          downSeconds: summary.downSeconds,
          unwatchedSeconds: summary.unwatchedSeconds,
          averagePlayers: summary.averagePlayers,
          peakPlayers: summary.peak?.players ?? null,
        };
      },
    };
  },
});
