import type { Cvar } from '../protocols/source-rcon/cvar-list.ts';
import { BANG_COMMANDS } from './bang-commands.ts';

/** One thing that can stand at the cursor, with what is to be said about it. */
export interface Candidate {
  readonly name: string;
  /** The value of a variable; empty for a command. */
  readonly value: string;
  readonly help: string;
}

export interface Completion {
  /** What is being typed; the candidates begin with it, whatever their case. */
  readonly word: string;
  readonly candidates: readonly Candidate[];
}

/** Commands that take the name of another one. */
const TAKES_NAME = new Set([
  'help',
  'toggle',
  'reset',
  'differences',
  'incrementvar',
  '!help',
  '!raw',
]);
const TAKES_SERVER = new Set(['!connect']);

/** What may stand at the end of `line`: a command or variable, after `;` too, or a server. */
export function complete(
  line: string,
  cvars: readonly Cvar[],
  servers: readonly string[],
): Completion {
  const begin = line.slice(line.lastIndexOf(';') + 1).trimStart();
  const [, command = '', word = ''] = /^(\S+)\s+(.*)$/.exec(begin) ?? ['', '', begin];
  if (TAKES_SERVER.has(command)) {
    return beginningWith(
      word,
      servers.map((name) => ({ name, value: '', help: '' })),
    );
  }
  if (word.includes(' ')) return { word, candidates: [] };
  if (command !== '') {
    return beginningWith(word, TAKES_NAME.has(command.toLowerCase()) ? cvars.map(ofCvar) : []);
  }
  return beginningWith(word, begin.startsWith('!') ? BANG_COMMANDS : cvars.map(ofCvar));
}

/** Whether completing `line` needs the server's list at all. */
export function needsCvars(line: string): boolean {
  return !/^\s*!(?!(?:raw|help)\s)/.test(line);
}

/** The longest beginning that all candidates have in common. */
export function commonPrefix(candidates: readonly Candidate[]): string {
  const [first, ...others] = candidates.map(({ name }) => name);
  let prefix = first ?? '';
  for (const name of others) {
    while (!name.toLowerCase().startsWith(prefix.toLowerCase())) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

function beginningWith(word: string, all: readonly Candidate[]): Completion {
  const lower = word.toLowerCase();
  const candidates = all
    .filter(({ name }) => name.toLowerCase().startsWith(lower))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { word, candidates };
}

function ofCvar(cvar: Cvar): Candidate {
  const { name, description } = cvar;
  return { name, value: cvar.type === 'variable' ? cvar.value : '', help: description };
}
