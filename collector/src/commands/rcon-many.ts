import { UserError } from '@rollcall/shared';
import pLimit from 'p-limit';
import { RconSession } from '../console/rcon-session.ts';
import { harmless } from '../console/terminal-text.ts';
import type { RegistryEntry } from '../store/registry-find.ts';
import { note, print, type CliIo } from './io.ts';
import { printable, toJson } from './printable.ts';
import type { RconAccess, RconServer } from './rcon-access.ts';
import { failureOf, runCommand, type RconResult } from './rcon-one.ts';

const AT_ONCE = 32;

/** Runs commands on many servers side by side, prints each server's answers when it is done, and a summary. Throws UserError if any failed. */
export async function runOnMany(
  io: CliIo,
  access: RconAccess,
  commands: readonly string[],
  options: { readonly group?: string; readonly json?: true },
): Promise<void> {
  const servers = chosen((await access.list?.()) ?? [], options.group);
  const stop = io.onShutdown();
  const limit = pLimit(AT_ONCE);
  const failures: RconResult[] = [];
  await Promise.all(
    servers.map((server) =>
      limit(async () => {
        const results = await runServer(access, server.name, commands, stop);
        for (const result of results) {
          if (result.error !== null) failures.push(result);
          if (options.json === true) print(io, toJson(result));
        }
        if (options.json !== true) print(io, results.map(inWords).join(''));
      }),
    ),
  );
  note(io, `${servers.length - failures.length} of ${servers.length} servers did it`);
  if (failures.length > 0) {
    const names = failures.map(({ server }) => server).toSorted();
    throw new UserError(`not done on: ${names.map(printable).join(', ')}`);
  }
}

function chosen(
  all: readonly RegistryEntry[],
  group: string | undefined,
): readonly RegistryEntry[] {
  const found = all.filter(
    ({ enabled, protocol, groupLabel }) =>
      enabled && protocol === 'source' && (group === undefined || groupLabel === group),
  );
  if (found.length > 0) return found;
  if (group === undefined) throw new UserError('there is no enabled Source server');
  const labels = [...new Set(all.flatMap(({ groupLabel }) => groupLabel ?? []))];
  throw new UserError(
    `there is no enabled Source server in the group "${group}"; groups are: ${labels.join(', ') || 'none'}`,
  );
}

/** Ends at the first command that fails. */
async function runServer(
  access: RconAccess,
  name: string,
  commands: readonly string[],
  stop: AbortSignal,
): Promise<readonly RconResult[]> {
  let server: RconServer;
  try {
    server = await access.find(name, () => Promise.reject(new UserError('no password')));
  } catch (error) {
    const [command = ''] = commands;
    const failed = { server: name, command, ok: false, answer: null, durationMs: 0 };
    return [{ ...failed, error: failureOf(error) }];
  }
  const session = new RconSession(server, () => undefined);
  const results: RconResult[] = [];
  try {
    for (const command of commands) {
      const result = await runCommand(access, session, server, command, stop);
      results.push(result);
      if (!result.ok) break;
    }
  } finally {
    session.close();
  }
  return results;
}

function inWords({ server, answer, error }: RconResult): string {
  const said = harmless(answer ?? '').replace(/\n+$/, '');
  const failed = error === null ? '' : `\n${harmless(error.message)}`;
  const text = `${said}${failed}`.trim();
  const lines = (text === '' ? '(no answer text)' : text).split('\n').map((line) => `  ${line}`);
  return `${printable(server)}\n${lines.join('\n')}\n`;
}
