import { UserError } from '@rollcall/shared';
import { parseBang } from '../console/bang-commands.ts';
import { historyPath } from '../console/history-file.ts';
import { runRepl } from '../console/repl.ts';
import { maskSecrets } from '../store/mask-secrets.ts';
import { formatAddress } from '../transport/tcp.ts';
import type { CliIo } from './io.ts';
import { printable } from './printable.ts';
import { holdsPassword, type RconAccess, type RconServer } from './rcon-access.ts';
import { failureOf } from './rcon-one.ts';
import { passwordQuestion, usablePassword } from './rcon-password.ts';
import { renderTable } from './table.ts';

/** Opens the interactive console, on a server or on none. Ends when the operator leaves it. */
export async function runConsole(
  io: CliIo,
  access: RconAccess,
  first: RconServer | null,
): Promise<void> {
  const { list } = access;
  await runRepl(
    {
      first,
      find: (nameOrAddress, askHidden) =>
        access.find(nameOrAddress, async (where) =>
          usablePassword(await askHidden(passwordQuestion(where))),
        ),
      run: (session, server, command, signal) => access.run(session, server, command, signal),
      servers: async () => {
        if (list === null) throw new UserError('there is no DATABASE_URL to read them from');
        const servers = await list();
        return {
          names: servers.map(({ name }) => name),
          table: renderTable(
            [
              { title: 'name', value: ({ name }) => name },
              { title: 'address', value: formatAddress },
              { title: 'group', value: ({ groupLabel }) => groupLabel ?? '' },
            ],
            servers,
          ),
        };
      },
      failure: (error) => failureOf(error).message.split('\n').map(printable).join('\n'),
      isSecret: (line, password) =>
        maskSecrets(line, [password ?? '']) !== line || holdsPassword(parseBang(line)?.rest ?? ''),
      historyPath: historyPath(io.env),
    },
    io.stdin,
    io.stdout,
    io.onShutdown(),
  );
}
