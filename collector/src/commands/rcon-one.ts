import { messageOf, UserError } from '@rollcall/shared';
import { harmless } from '../console/terminal-text.ts';
import { RconSession } from '../console/rcon-session.ts';
import { DriverError } from '../errors.ts';
import { maskSecrets } from '../store/mask-secrets.ts';
import { note, print, type CliIo } from './io.ts';
import { adviceFor } from './observe-once.ts';
import { printable, toJson } from './printable.ts';
import type { RconAccess, RconServer } from './rcon-access.ts';

/** What became of one command. */
export interface RconResult {
  readonly server: string;
  readonly command: string;
  readonly ok: boolean;
  /** Null where there was none. */
  readonly answer: string | null;
  readonly error: { readonly kind: string; readonly message: string } | null;
  readonly durationMs: number;
}

/** Runs commands one after the other and ends at the first that fails, as a shell does with `set -e`. Throws UserError then. */
export async function runOnOne(
  io: CliIo,
  access: RconAccess,
  server: RconServer,
  commandsUntil: (stop: AbortSignal) => Iterable<string> | AsyncIterable<string>,
  options: { readonly json?: true },
): Promise<void> {
  const stop = io.onShutdown();
  const session = new RconSession(server, (news) => {
    note(io, `rollcall: ${server.name}: ${printable(news)}`);
  });
  try {
    for await (const command of commandsUntil(stop)) {
      const result = await runCommand(access, session, server, command, stop);
      if (options.json === true) print(io, toJson(result));
      else if (result.answer !== null) printAnswer(io, result.answer);
      if (result.error !== null) throw new UserError(named(server.name, result.error.message));
    }
  } finally {
    session.close();
  }
}

/** Runs one command and never throws for what a server does. */
export async function runCommand(
  access: RconAccess,
  session: RconSession,
  server: RconServer,
  command: string,
  signal: AbortSignal,
): Promise<RconResult> {
  const startedMs = performance.now();
  const facts = () => ({
    server: server.name,
    command: maskSecrets(command, [server.password]),
    durationMs: Math.round(performance.now() - startedMs),
  });
  try {
    const { text, refusal } = await access.run(session, server, command, signal);
    const error =
      refusal === null
        ? null
        : { kind: 'refused', message: `the server did not do it: ${printable(refusal)}` };
    return { ...facts(), ok: error === null, answer: text, error };
  } catch (error) {
    if (signal.aborted) throw new UserError(messageOf(signal.reason), { cause: error });
    return { ...facts(), ok: false, answer: null, error: failureOf(error) };
  }
}

/** @throws whatever is neither a failure of a server nor a wrong command. */
export function failureOf(error: unknown): { readonly kind: string; readonly message: string } {
  if (error instanceof DriverError) {
    return { kind: error.kind, message: `${error.message}\n${adviceFor(error)}` };
  }
  if (error instanceof UserError) return { kind: 'usage', message: error.message };
  throw error;
}

function printAnswer(io: CliIo, answer: string): void {
  const shown = harmless(answer).replace(/\n+$/, '');
  if (shown !== '') print(io, shown);
}

/** Most failures name the address, which is the name of a server that is not registered. */
function named(name: string, message: string): string {
  return message.startsWith(name) ? message : `${name}: ${message}`;
}
