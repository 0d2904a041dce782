import { UserError, type Database } from '@rollcall/shared';
import { executeAudited, operatorName } from '../admin/audit.ts';
import { refusalIn } from '../admin/source-lines.ts';
import { readServerPollConfig } from '../config.ts';
import type { RconSession } from '../console/rcon-session.ts';
import { tryParseAddress, tryParseHost, type Address } from '../fleet/address.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import type { SecretSettings } from '../secrets/seal.ts';
import { findServer, listServers, type RegistryEntry } from '../store/registry-find.ts';
import type { Target } from '../target.ts';
import { formatAddress } from '../transport/tcp.ts';
import { withDatabase } from './database.ts';
import { note, type CliIo } from './io.ts';
import { requireNotRefused } from './login-refusal.ts';
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
   * The server of this name or number with its password, or the one at HOST[:PORT], whose password `ask` is asked for. A name goes
   * before a HOST that looks the same.
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
    return work(rconAccess(io, null, null));
  }
  const config = readServerPollConfig(io.env);
  const database = { isOpen: false };
  try {
    return await withDatabase(config.DATABASE_URL, (db) => {
      database.isOpen = true;
      return work(rconAccess(io, db, config));
    });
  } catch (error) {
    if (database.isOpen || needsDatabase || !(error instanceof UserError)) throw error;
    throw new UserError(
      `${error.message}\nThe console works without it, and nothing is written down then: unset DATABASE_URL (env -u DATABASE_URL rollcall rcon …)`,
      { cause: error },
    );
  }
}

/** Whether it can be understood without a database. */
export function isAddressAlone(text: string): boolean {
  return (tryParseAddress(text) ?? tryParseHost(text)) !== null;
}

function rconAccess(io: CliIo, db: Database | null, secrets: SecretSettings | null): RconAccess {
  return {
    list: db === null ? null : () => listServers(db),
    async find(nameOrAddress, ask) {
      refusePassword(nameOrAddress);
      const address = tryParseAddress(nameOrAddress) ?? (await hostOf(db, nameOrAddress));
      if (address !== null) {
        const name = formatAddress(address);
        return { id: null, name, ...address, password: await ask(name) };
      }
      if (db === null || secrets === null) {
        throw new UserError(
          `"${nameOrAddress}" would have to be looked up, and there is no DATABASE_URL: write HOST:PORT`,
        );
      }
      const server = await serverWithPassword(db, nameOrAddress, secrets);
      if (server.protocol !== 'source') {
        throw new UserError(
          `"${server.name}" speaks ${server.protocol}; the console speaks source only`,
        );
      }
      await requireNotRefused(db, server);
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

async function hostOf(db: Database | null, text: string): Promise<Address | null> {
  const address = tryParseHost(text);
  return address === null || db === null || (await findServer(db, text)) === null ? address : null;
}

/** `!connect HOST:PORT PASSWORD`, as other consoles have it; the console keeps such a line out of its history. */
function refusePassword(text: string): void {
  if (!holdsPassword(text)) return;
  throw new UserError(
    'a password that is typed here stands on the screen: name the address alone, and the password is asked for',
  );
}

/** Whether something stands behind an address. */
export function holdsPassword(text: string): boolean {
  const [first = '', ...others] = text.trim().split(/\s+/);
  return others.length > 0 && isAddressAlone(first);
}
