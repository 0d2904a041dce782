import type { Game } from './games.ts';
import { printStatus, printStatusJson } from './print-status.ts';
import type { World } from './world.ts';

export interface ConsoleContext {
  readonly world: World;
  readonly hostname: string;
  readonly port: number;
  readonly nowMs: number;
}

/** What the console of a simulated server prints for one line, which may hold several commands. */
export function runConsoleLine(line: string, context: ConsoleContext): string {
  return line
    .split(';')
    .map((command) => command.trim())
    .filter((command) => command !== '')
    .map((command) => runCommand(command, context))
    .join('');
}

function runCommand(command: string, context: ConsoleContext): string {
  const { world, hostname, port, nowMs } = context;
  const [name = '', ...args] = command.split(/\s+/);
  switch (name.toLowerCase()) {
    case 'status':
      return printStatus(world, hostname, port, nowMs);
    case 'status_json':
      return world.game.id === 'cs2' ? printStatusJson(world, port) : unknown(name);
    case 'echo':
      return `${args.join(' ').replaceAll('"', '')} \n`;
    case 'say':
      return '';
    case 'users':
      return users(world);
    case 'changelevel':
    case 'map':
      return changeLevel(world, args[0], nowMs);
    case 'hostname':
      return `"hostname" = "${hostname}" ( def. "" )\n - Hostname for server.\n`;
    case 'cvarlist':
      return cvarList(world.game, args[0]);
    default:
      return unknown(name);
  }
}

function unknown(name: string): string {
  return `Unknown command "${name}"\n`;
}

function users(world: World): string {
  const rows = world.visitors.map((v) => `${String(v.slot)}:${String(v.userId)}:"${v.name}"\n`);
  return `<slot:userid:"name">\n${rows.join('')}${String(rows.length)} users\n`;
}

function changeLevel(world: World, map: string | undefined, nowMs: number): string {
  if (map === undefined) return 'changelevel <levelname> : continue game on a new level\n';
  if (!world.game.maps.includes(map)) {
    return `changelevel failed: ${map} not found\n`;
  }
  world.changeMap(nowMs, map);
  return '';
}

const CVARS = [
  ['changelevel', 'cmd', '', 'Change server to the specified map'],
  ['echo', 'cmd', '', 'Echo text to console.'],
  ['hostname', 'practice', '', 'Hostname for server.'],
  [
    'mp_friendlyfire',
    '0',
    ', "game", "nf", "rep"',
    'Allows team members to injure other members of their team',
  ],
  ['rcon_password', '***', ', "prot", "norecord"', 'remote console password.'],
  ['say', 'cmd', ', "sv"', 'Display player message'],
  ['status', 'cmd', '', 'Display map and connection status.'],
  ['sv_cheats', '0', ', "nf", "rep"', 'Allow cheats on server: 0 = no, 1 = yes'],
  ['users', 'cmd', '', 'Show user info for players on server.'],
] as const;

/** As long as a real one, so that it comes in dozens of parts. */
function cvarList(game: Game, prefix: string | undefined): string {
  const fillers = Array.from(
    { length: 2_000 },
    (_, at): readonly [string, string, string, string] => [
      `${game.id}_practice_${String(at).padStart(4, '0')}`,
      String(at % 7),
      ', "a", "sv"',
      `Practice setting ${String(at)}: does nothing : really`,
    ],
  );
  const rows = [...CVARS, ...fillers]
    .filter(([name]) => prefix === undefined || name.startsWith(prefix.toLowerCase()))
    .map(
      ([name, value, flags, help]) =>
        `${name.padEnd(41)}: ${value.padEnd(9)}: ${flags.padEnd(16)}: ${help}\n`,
    );
  const rule = '--------------\n';
  const count = String(rows.length);
  if (prefix === undefined)
    return `cvar list\n${rule}${rows.join('')}${rule}${count} total convars/concommands\n`;
  return `cvar list\n${rule}${rows.join('')}${rule}${count.padStart(3)} convars/concommands for [${prefix}]\n`;
}
