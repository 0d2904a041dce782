import { z } from 'zod';
import type { HourSums } from '../queries/history-hours.ts';
import type { Piece } from '../queries/history-pieces.ts';
import { requireServer } from '../server-id.ts';
import { listEndpoint } from './endpoint.ts';
import { momentOfMs, moment, serverParams } from './schemas.ts';
import { MAX_SUMMED_DAYS, windowOf, windowQuery } from './window.ts';

const pieceItem = z
  .object({
    startedAt: moment,
    endedAt: moment.meta({ description: 'The first moment that does not belong.' }),
    exact: z.boolean().meta({
      description: 'Whether nothing changed in between; else these are the sums of hours.',
    }),
    watchedSeconds: z.number(),
    upSeconds: z.number().meta({ description: 'Of these, how long the server answered.' }),
    averagePlayers: z.number().nullable().meta({
      description: 'Weighted by time; null where it is not known.',
    }),
    peakPlayers: z.int().nullable(),
    map: z.string().nullable().meta({ description: 'Where it is exact, and the server tells.' }),
  })
  .meta({ id: 'PieceOfHistory' });

/** How many were on: what the chart is drawn from. */
export const serverHistoryEndpoint = listEndpoint({
  path: '/servers/{id}/history',
  id: 'serverHistory',
  tag: 'Servers',
  summary: 'How many were on in a period: each change where there are not too many, else hours',
  description:
    'Exact pieces cover the whole period, those that nobody watched too; an hour that nobody watched has no row.',
  params: serverParams,
  query: windowQuery(1, MAX_SUMMED_DAYS),
  item: pieceItem,
  async read({ reads }, { id }, query) {
    const { since, until } = windowOf(query, 1, MAX_SUMMED_DAYS);
    const server = await requireServer(id, reads.server);
    const history = await reads.serverHistory(server.id, since, until);
    return {
      sources: [history],
      make: () => ({
        items: history.kind === 'exact' ? history.pieces.map(ofPiece) : history.hours.map(ofHour),
      }),
    };
  },
});

function ofPiece(piece: Piece): z.output<typeof pieceItem> {
  const seconds = (piece.toMs - piece.fromMs) / 1_000;
  return {
    startedAt: momentOfMs(piece.fromMs),
    endedAt: momentOfMs(piece.toMs),
    exact: true,
    watchedSeconds: piece.status === 'unwatched' ? 0 : seconds,
    upSeconds: piece.status === 'up' ? seconds : 0,
    averagePlayers: piece.players,
    peakPlayers: piece.players,
    map: piece.map,
  };
}

function ofHour(hour: HourSums): z.output<typeof pieceItem> {
  return {
    startedAt: momentOfMs(hour.fromMs),
    endedAt: momentOfMs(hour.toMs),
    exact: false,
    watchedSeconds: hour.watchedSeconds,
    upSeconds: hour.upSeconds,
    averagePlayers: hour.countedSeconds > 0 ? hour.playerSeconds / hour.countedSeconds : null,
    peakPlayers: hour.peakPlayers,
    map: null,
  };
}
