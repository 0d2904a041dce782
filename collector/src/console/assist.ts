import type { Target } from '../target.ts';
import { pause } from '../poll/pause.ts';
import { BANG_COMMANDS } from './bang-commands.ts';
import { candidateTable } from './candidate-table.ts';
import { complete, needsCvars, type Completion } from './complete.ts';
import type { ReplPorts } from './repl-ports.ts';
import type { Seat } from './seat.ts';

/** How long a Tab may wait: no key is read meanwhile, Ctrl-C neither. */
const TAB_PATIENCE_MS = 3_000;

/** What can stand at the end of `line`; null if what is needed for that takes too long, and is still waited for. */
export async function assist<Server extends Target>(
  seat: Seat<Server>,
  { servers }: Pick<ReplPorts<Server>, 'servers'>,
  line: string,
  stop: AbortSignal,
): Promise<Completion | null> {
  const known = async () => {
    const cvars = needsCvars(line) ? await seat.list(stop) : [];
    const names = line.startsWith('!connect') ? (await servers()).names : [];
    return complete(line, cvars, names);
  };
  const late = new AbortController();
  try {
    return await Promise.race([known(), pause(TAB_PATIENCE_MS, late.signal).then(() => null)]);
  } finally {
    late.abort();
  }
}

/** What the console says about itself, or with a word: what the server says about it. */
export async function helpText<Server extends Target>(
  seat: Seat<Server>,
  about: string,
  columns: number,
  signal: AbortSignal,
): Promise<string> {
  if (about === '') {
    return `${candidateTable(BANG_COMMANDS, columns)}\nEverything else is sent to the server.`;
  }
  const word = about.toLowerCase();
  const rows = (await seat.list(signal))
    .filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(word))
    .map((cvar) => ({
      name: cvar.name,
      value: cvar.type === 'variable' ? cvar.value : '',
      help: cvar.description,
    }));
  if (rows.length > 0) return candidateTable(rows, columns);
  return seat.isConnected ? 'the server knows nothing of it' : 'not connected: !connect';
}
