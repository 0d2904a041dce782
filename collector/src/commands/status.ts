import type { Command } from 'commander';
import { readStatusConfig } from '../config.ts';
import { formatAge } from './ages.ts';
import { withDatabase } from './database.ts';
import { fleetStatus, type FleetStatus, type ServerStatus } from './fleet-status.ts';
import { print, type CliIo } from './io.ts';
import { printable, toJson } from './printable.ts';
import { renderTable } from './table.ts';

/** Columns of a terminal that a reason may take. */
const MAX_DETAIL = 80;

export function addStatus(program: Command, io: CliIo): void {
  program
    .command('status')
    .description('Show the fleet at a glance: which servers answer, who is on, who watches.')
    .option('--json', 'one JSON object: at, collectors, servers')
    .addHelpText(
      'after',
      `
STATE: live = answers; down = does not answer, or makes no sense; wrong password = not polled until it changes;
stale = nobody has looked for LIVE_STATE_STALE_SECONDS; new = not polled yet; disabled = not polled.

Example:
  rollcall status --json | jq '.servers[] | select(.state == "down") | .name'`,
    )
    .action(async (options: { readonly json?: true }) => {
      const config = readStatusConfig(io.env);
      const staleMs = config.LIVE_STATE_STALE_SECONDS * 1_000;
      const fleet = await withDatabase(config.DATABASE_URL, (db) => fleetStatus(db, staleMs));
      print(io, options.json === true ? toJson(statusFacts(fleet)) : renderStatus(fleet));
    });
}

function renderStatus(fleet: FleetStatus): string {
  const { now, servers } = fleet;
  const table = renderTable<ServerStatus>(
    [
      { title: 'ID', value: ({ id }) => id, align: 'right' },
      { title: 'NAME', value: ({ name }) => name },
      { title: 'STATE', value: ({ condition }) => condition },
      { title: 'PLAYERS', value: playersOf, align: 'right' },
      { title: 'MAP', value: mapOf },
      {
        title: 'LAST SEEN',
        value: ({ lastSeenAt }) => (lastSeenAt === null ? 'never' : formatAge(lastSeenAt, now)),
      },
      { title: 'NOTE', value: (server) => noteOf(server, now) },
    ],
    servers,
  );
  return [
    servers.length > 0 ? `${table}\n` : '',
    summary(servers),
    '\n',
    ...collectorLines(fleet),
  ].join('');
}

function playersOf({ condition, state }: ServerStatus): string {
  if (condition === 'live') return `${state?.players ?? '?'}/${state?.maxPlayers ?? '?'}`;
  return condition === 'stale' ? '?' : '—';
}

function mapOf({ state }: ServerStatus): string {
  if (state === null) return '';
  return `${state.map ?? '?'}${state.hibernating === true ? ' (idle)' : ''}`;
}

function noteOf({ condition, detail, since }: ServerStatus, now: Date): string {
  if (condition !== 'down' && condition !== 'wrong password') return '';
  const reason = printable(detail ?? '');
  const cut = reason.length > MAX_DETAIL ? `${reason.slice(0, MAX_DETAIL - 1)}…` : reason;
  return [cut, since === null ? '' : `(began ${formatAge(since, now)})`].join(' ').trim();
}

function summary(servers: readonly ServerStatus[]): string {
  if (servers.length === 0) return 'no server is registered yet';
  const counts = new Map<string, number>();
  for (const { condition } of servers) counts.set(condition, (counts.get(condition) ?? 0) + 1);
  const told = servers.flatMap(({ state }) => state?.players ?? []);
  // Unknown is not zero.
  const players = told.length === 0 ? '?' : told.reduce((sum, count) => sum + count, 0);
  const parts = [...counts].map(([condition, count]) => `${count} ${condition}`);
  const noun = servers.length === 1 ? 'server' : 'servers';
  return `${servers.length} ${noun}: ${parts.join(', ')}; ${players} in game`;
}

function collectorLines({ collectors, now }: FleetStatus): readonly string[] {
  if (collectors.length === 0) return ['collector: none has ever run on this database\n'];
  return collectors.map(({ instance, isRunning, startedAt, heartbeatAt, stoppedAt }) => {
    const who = printable(instance);
    if (isRunning) return `collector: running (${who}, started ${formatAge(startedAt, now)})\n`;
    return stoppedAt === null
      ? `collector: NOT running (${who} gave its last sign of life ${formatAge(heartbeatAt, now)})\n`
      : `collector: NOT running (${who} stopped ${formatAge(stoppedAt, now)})\n`;
  });
}

function statusFacts({ now, collectors, servers }: FleetStatus) {
  return {
    at: now,
    collectors: collectors.map(({ isRunning, ...collector }) => ({
      ...collector,
      running: isRunning,
    })),
    servers: servers.map(serverFacts),
  };
}

/** What `--json` tells of a server; what is not known to hold is null. */
export function serverFacts({ condition, state, ...server }: ServerStatus) {
  const { players = null, maxPlayers = null, bots = null } = state ?? {};
  const { map = null, hibernating = null } = state ?? {};
  return { ...server, state: condition, players, maxPlayers, bots, map, hibernating };
}
