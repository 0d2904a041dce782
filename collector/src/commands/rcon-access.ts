import { UserError, type Database } from '@rollcall/shared';
import { executeAudited, operatorName } from '../admin/audit.ts';
import { refusalIn } from '../admin/source-lines.ts';
import { readServerPollConfig } from '../config.ts';
import type { RconSession } from '../console/rcon-session.ts';
import { tryParseAddress } from '../fleet/address.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import { listServers, type RegistryEntry } from '../store/registry-find.ts';
import type { Target } from '../target.ts';
import { formatAddress } from '../transport/tcp.ts';
import { withDatabase } from './database.ts';
import { note, type CliIo } from './io.ts';
import { printable } from './printable.ts';
import { serverWithPassword } from './servers-cfg.ts';

/** A server that a console can be opened to. */
export interface RconServer extends Target {
  /** Null for HOST:PORT, which is not registered. */
  readonly id: number | null;
}

interface RconReply {
  readonly bytes: Buffer;
  readonly text: string;
  /** What the server said that it did not do; null where it did. */
  readonly refusal: string | null;
}

/** What `rollcall rcon` has to do with the database: finding servers, and writing down what is sent. */
export interface RconAccess {
  /** Null without a database. */
  readonly list: (() => Promise<readonly RegistryEntry[]>) | null;
  /**
   * The server of this name or number with its password, or the one at HOST:PORT, whose password `ask` is asked for.
   *
   * @throws UserError
   */
  find(nameOrAddress: string, ask: (where: string) => Promise<string>): Promise<RconServer>;
  /** Writes a command down, runs it, and adds what became of it. Throws what `RconSession.ask` throws. */
  run(
    session: RconSession,
    server: RconServer,
    command: string,
    signal: AbortSignal,
  ): Promise<RconReply>;
}

/** Opens the database where there is one. Only HOST:PORT works without, and says that nothing is written down. */
export async function withRconAccess<T>(
  io: CliIo,
  needsDatabase: boolean,
  work: (access: RconAccess) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL: url = '', DATABASE_URL_FILE: file = '' } = io.env;
  if (url === '' && file === '' && !needsDatabase) {
    note(io, 'rollcall: note: there is no DATABASE_URL: what you send is not written down');
    return work(rconAccess(io, null, ''));
  }
  const config = readServerPollConfig(io.env);
  return withDatabase(config.DATABASE_URL, (db) =>
    work(rconAccess(io, db, config.ROLLCALL_SECRET_KEY)),
  );
}

function rconAccess(io: CliIo, db: Database | null, secretKey: string): RconAccess {
  return {
    list: db === null ? null : () => listServers(db),
    async find(nameOrAddress, ask) {
      const address = tryParseAddress(nameOrAddress);
      if (address !== null) {
        const name = formatAddress(address);
        return { id: null, name, ...address, password: await ask(name) };
      }
      if (db === null) {
        throw new UserError(
          `"${nameOrAddress}" would have to be looked up, and there is no DATABASE_URL: write HOST:PORT`,
        );
      }
      const server = await serverWithPassword(db, nameOrAddress, secretKey);
      if (server.protocol !== 'source') {
        throw new UserError(
          `"${server.name}" speaks ${server.protocol}; the console speaks source only`,
        );
      }
      return server;
    },
    async run(session, server, command, signal) {
      let bytes: Buffer = Buffer.alloc(0);
      const execute = async (line: string, own: AbortSignal) => {
        bytes = await session.ask(line, own);
        return answerText(bytes);
      };
      if (db === null) {
        const text = await execute(command, signal);
        return { bytes, text, refusal: refusalIn(text) };
      }
      const entry = {
        operator: operatorName(io.env),
        serverId: server.id,
        target: server.name,
        via: 'rcon',
        command,
        secrets: [server.password],
      };
      const { text, refusal, auditProblem } = await executeAudited(
        db,
        { execute },
        entry,
        refusalIn,
        signal,
      );
      if (auditProblem !== null) {
        note(
          io,
          `rollcall: note: sent, but its outcome is not written down (${printable(auditProblem)})`,
        );
      }
      return { bytes, text, refusal };
    },
  };
}
