import { printStatus } from './print-status.ts';
import { printCs2Json } from './print-wide.ts';
import type { StatusFacts } from './status-facts.ts';
import type { PracticeGame } from './world.ts';

/** What the console of a simulated server prints for one line, which may hold several commands. */
export function runConsoleLine(line: string, game: PracticeGame, facts: StatusFacts): string {
  return line
    .split(';')
    .map((command) => command.trim())
    .filter((command) => command !== '')
    .map((command) => runCommand(command, game, facts))
    .join('');
}

function runCommand(command: string, game: PracticeGame, facts: StatusFacts): string {
  const [name = '', ...args] = command.split(/\s+/);
  switch (name.toLowerCase()) {
    case 'status':
      return printStatus(game, facts);
    case 'status_json':
      return game === 'cs2' ? printCs2Json(facts) : unknown(name);
    case 'echo':
      return `${args.join(' ').replaceAll('"', '')} \n`;
    case 'say':
      return '';
    case 'users':
      return users(facts);
    case 'hostname':
      return `"hostname" = "${facts.hostname}" ( def. "" )\n - Hostname for server.\n`;
    case 'cvarlist':
      return cvarList(game, args[0]);
    default:
      return unknown(name);
  }
}

const unknown = (name: string): string => `Unknown command "${name}"\n`;

function users({ humans }: StatusFacts): string {
  const rows = humans.map(({ slot, userId, name }) => `${slot}:${userId}:"${name}"\n`);
  return `<slot:userid:"name">\n${rows.join('')}${rows.length} users\n`;
}

const CVARS = [
  ['changelevel', 'cmd', '', 'Change server to the specified map'],
  ['echo', 'cmd', '', 'Echo text to console.'],
  ['hostname', 'practice', '', 'Hostname for server.'],
  ['mp_friendlyfire', '0', ', "game", "nf", "rep"', 'Allows team members to injure each other'],
  ['rcon_password', '***', ', "prot", "norecord"', 'remote console password.'],
  ['say', 'cmd', ', "sv"', 'Display player message'],
  ['status', 'cmd', '', 'Display map and connection status.'],
  ['sv_cheats', '0', ', "nf", "rep"', 'Allow cheats on server: 0 = no, 1 = yes'],
  ['users', 'cmd', '', 'Show user info for players on server.'],
] as const;

/** As long as a real one, so that it comes in dozens of parts. */
function cvarList(game: PracticeGame, prefix: string | undefined): string {
  const fillers = Array.from({ length: 2_000 }, (_, at) => [
    `${game}_practice_${String(at).padStart(4, '0')}`,
    String(at % 7),
    ', "a", "sv"',
    `Practice setting ${at}: does nothing : really`,
  ]);
  const rows = [...CVARS, ...fillers]
    .filter(([name = '']) => prefix === undefined || name.startsWith(prefix.toLowerCase()))
    .map(
      ([name = '', value = '', flags = '', help = '']) =>
        `${name.padEnd(41)}: ${value.padEnd(9)}: ${flags.padEnd(16)}: ${help}\n`,
    );
  const rule = '--------------\n';
  const footer =
    prefix === undefined
      ? `${rows.length} total convars/concommands\n`
      : `${String(rows.length).padStart(3)} convars/concommands for [${prefix}]\n`;
  return `cvar list\n${rule}${rows.join('')}${rule}${footer}`;
}
