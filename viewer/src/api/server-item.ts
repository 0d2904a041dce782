import { REACHABILITY_STATUSES } from '@rollcall/shared/schema';
import { z } from 'zod';
import { collectorRunning } from '../components/collector-notice.tsx';
import { liveState } from '../live-state.ts';
import type { CollectorsNow } from '../queries/collectors-now.ts';
import type { FleetHistory, ServerHistory } from '../queries/fleet-history.ts';
import type { ServerNow } from '../queries/servers-now.ts';
import { isoOrNull, moment } from './schemas.ts';

export const serverItem = z
  .object({
    id: z.int(),
    name: z.string(),
    group: z.string().nullable(),
    host: z.string(),
    port: z.int(),
    state: z.enum(['active', 'idle', 'unknown', 'disabled']).meta({
      description: '`idle`: hibernating until somebody joins. `unknown`: not seen lately.',
    }),
    players: z.int().nullable().meta({ description: 'Humans in game.' }),
    maxPlayers: z.int().nullable(),
    bots: z.int().nullable(),
    map: z.string().nullable(),
    lastSeenAt: moment.nullable().meta({ description: 'When it last answered; null = never.' }),
    status: z.enum(REACHABILITY_STATUSES).nullable().meta({
      description:
        'Whether it answers: `auth` = password rejected, `timeout` = no answer in time, `unreachable` = no connection, `protocol` = an answer that makes no sense; null = nobody asks.',
    }),
    statusSince: moment.nullable(),
    protocol: z.string().meta({ example: 'source' }),
    uptime7d: z.number().min(0).max(1).nullable().meta({
      description:
        'Share of the watched time of the last seven days in which it answered; null = nobody watched.',
    }),
    peakPlayers24h: z.int().nullable().meta({
      description: 'The most humans in the last 24 hours of the clock; null = not known.',
    }),
  })
  .meta({ id: 'Server', description: 'A server now; null = not known now.' });

/** A server as far as anybody knows: what an old state said is not said of now. */
export function serverItemOf(
  server: ServerNow,
  collectors: CollectorsNow,
  history: FleetHistory,
  staleSeconds: number,
): z.output<typeof serverItem> {
  const { kind } = liveState(server, staleSeconds);
  const known = kind === 'active' || kind === 'idle';
  const lately = history.servers.get(server.id);
  const asked = server.enabled && collectorRunning(collectors, staleSeconds);
  return {
    id: server.id,
    name: server.name,
    group: server.groupLabel,
    host: server.host,
    port: server.port,
    state: kind === 'stale' ? 'unknown' : kind,
    players: known ? server.players : null,
    maxPlayers: known ? server.maxPlayers : null,
    bots: known ? server.bots : null,
    map: known ? server.map : null,
    lastSeenAt: isoOrNull(server.lastSeenAt),
    status: asked ? server.status : null,
    statusSince: asked ? isoOrNull(server.statusSince) : null,
    protocol: server.protocol,
    uptime7d:
      lately === undefined || lately.watchedSeconds <= 0
        ? null
        : Math.min(1, lately.upSeconds / lately.watchedSeconds),
    peakPlayers24h: peakOf(lately),
  };
}

function peakOf(lately: ServerHistory | undefined): number | null {
  const peaks = (lately?.hours ?? []).flatMap((hour) => hour?.peakPlayers ?? []);
  return peaks.length === 0 ? null : Math.max(...peaks);
}
