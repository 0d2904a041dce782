import { UserError, type Database } from '@rollcall/shared';
import { serverCredentials } from '@rollcall/shared/schema';
import type { Command } from 'commander';
import { eq } from 'drizzle-orm';
import { readStatusConfig } from '../config.ts';
import { formatAddress } from '../transport/tcp.ts';
import { formatAge } from './ages.ts';
import { withDatabase } from './database.ts';
import { requireServer } from './find-server.ts';
import { fleetStatus } from './fleet-status.ts';
import { print, type CliIo } from './io.ts';
import { toJson } from './printable.ts';
import { registryFacts } from './servers-list.ts';
import { serverFacts } from './status.ts';
import { renderFields } from './table.ts';

export function addServersShow(servers: Command, io: CliIo): void {
  servers
    .command('show')
    .description('Show a server: its registration and how it is now.')
    .argument('<name>', 'name or number of the server')
    .option('--json', 'one JSON object')
    .addHelpText('after', `\nExample:\n  rollcall servers show "Campaign 1"`)
    .action(async (nameOrId: string, options: { readonly json?: true }) => {
      const config = readStatusConfig(io.env);
      const shown = await withDatabase(config.DATABASE_URL, (db) =>
        lookUp(db, nameOrId, config.LIVE_STATE_STALE_SECONDS * 1_000),
      );
      print(io, options.json === true ? toJson(facts(shown)) : render(shown));
    });
}

type Shown = Awaited<ReturnType<typeof lookUp>>;

async function lookUp(db: Database, nameOrId: string, staleMs: number) {
  const server = await requireServer(db, nameOrId);
  const fleet = await fleetStatus(db, staleMs);
  const status = fleet.servers.find(({ id }) => id === server.id);
  if (status === undefined) throw new UserError(`"${server.name}" was removed just now`);
  const credentials = await db
    .select({ serverId: serverCredentials.serverId })
    .from(serverCredentials)
    .where(eq(serverCredentials.serverId, server.id));
  return { server, status, now: fleet.now, hasPassword: credentials.length > 0 };
}

function render({ server, status, now, hasPassword }: Shown): string {
  const { state } = status;
  const time = (at: Date | null) =>
    at === null ? 'never' : `${at.toISOString()} (${formatAge(at, now)})`;
  const told = (value: string | number | null | undefined) => String(value ?? '?');
  return renderFields([
    ['id', String(server.id)],
    ['name', server.name],
    ['address', formatAddress(server)],
    ['protocol', server.protocol],
    ['group', server.groupLabel ?? '—'],
    ['enabled', server.enabled ? 'yes' : 'no'],
    ['password', hasPassword ? 'set' : 'none'],
    ['registered', time(server.createdAt)],
    ['changed', time(server.updatedAt)],
    ['state', status.condition],
    ...(status.detail === null ? [] : ([['reason', status.detail]] as const)),
    ...(status.since === null ? [] : ([['began', time(status.since)]] as const)),
    ['last seen', time(status.lastSeenAt)],
    ...(state === null
      ? []
      : ([
          ['players', `${told(state.players)}/${told(state.maxPlayers)}, ${told(state.bots)} bots`],
          ['map', `${told(state.map)}${state.hibernating === true ? ' (idle)' : ''}`],
        ] as const)),
    ['open sessions', String(status.openSessions)],
  ]);
}

function facts({ server, status, hasPassword }: Shown) {
  const { createdAt, updatedAt } = server;
  const registration = { ...registryFacts(server), hasPassword, createdAt, updatedAt };
  return { ...registration, ...serverFacts(status) };
}
