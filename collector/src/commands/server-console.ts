import { UserError, withDeadline, type Database } from '@rollcall/shared';
import { executeAudited, operatorName } from '../admin/audit.ts';
import { idFormIn, refusalIn, type IdForm } from '../admin/source-lines.ts';
import { readServerPollConfig } from '../config.ts';
import type { Connection } from '../drivers/driver.ts';
import { driverFor } from '../drivers/registry.ts';
import { DriverError, TimeoutError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import type { OperatorCommand } from '../store/operator-command.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { withDatabase } from './database.ts';
import { note, print, type CliIo } from './io.ts';
import { requireNotRefused } from './login-refusal.ts';
import { inWords } from './observe-once.ts';
import { printable } from './printable.ts';
import { serverWithPassword } from './servers-cfg.ts';

type Facts = Pick<OperatorCommand, 'playerId' | 'playerName' | 'reason' | 'bannedUntil'>;

/** The console of a registered server for one command of an operator: every line is written down before it is sent. */
export interface ServerConsole {
  readonly db: Database;
  readonly server: RegisteredServer;
  /** Who is on. */
  observe(): Promise<Observation>;
  /** How the server prints ids. */
  idForm(): Promise<IdForm>;
  /**
   * Sends one line and prints what the server answers.
   *
   * @throws UserError if the server says that it did not do it
   */
  send(line: string, facts?: Facts): Promise<void>;
}

/** Logs in to a registered Source server, works, and hangs up. `via` is the command of `rollcall`, for the record. */
export async function withServerConsole<T>(
  io: CliIo,
  nameOrId: string,
  via: string,
  work: (console: ServerConsole) => Promise<T>,
): Promise<T> {
  const config = readServerPollConfig(io.env);
  const timeoutMs = config.LIVE_STATE_QUERY_TIMEOUT_SECONDS * 1_000;
  const onTimeout = () => new TimeoutError(`no answer within ${timeoutMs / 1_000} s`);
  return withDatabase(config.DATABASE_URL, async (db) => {
    const server = await serverWithPassword(db, nameOrId, config);
    if (server.protocol !== 'source') {
      throw new UserError(
        `"${server.name}" speaks ${server.protocol}: ${via} works on source only`,
      );
    }
    await requireNotRefused(db, server);
    const stop = io.onShutdown();
    const timed = <R>(ask: (signal: AbortSignal) => Promise<R>) =>
      withDeadline(stop, timeoutMs, onTimeout, ask);
    try {
      const connection = await timed((signal) => driverFor('source').connect(server, signal));
      try {
        return await work(serverConsole({ io, db, server, connection, via, timed, stop }));
      } finally {
        connection.close();
      }
    } catch (error) {
      if (error instanceof DriverError) throw inWords(server.name, error);
      if (stop.aborted) throw new UserError('stopped', { cause: error });
      throw error;
    }
  });
}

interface Parts {
  readonly io: CliIo;
  readonly db: Database;
  readonly server: RegisteredServer;
  readonly connection: Connection;
  readonly via: string;
  readonly timed: <R>(ask: (signal: AbortSignal) => Promise<R>) => Promise<R>;
  readonly stop: AbortSignal;
}

function serverConsole({ io, db, server, connection, via, timed, stop }: Parts): ServerConsole {
  const execute = async (line: string) =>
    timed(async (signal) => (await connection.execute?.(line, signal)) ?? '');
  return {
    db,
    server,
    observe: () => timed((signal) => connection.observe(signal)),
    idForm: async () => idFormIn(await execute('status')),
    send: async (line, facts = {}) => {
      const entry = {
        ...facts,
        operator: operatorName(io.env),
        serverId: server.id,
        target: server.name,
        via,
        command: line,
        secrets: [server.password],
      };
      const answer = await executeAudited(db, { execute }, entry, refusalIn, stop);
      if (answer.auditProblem !== null) {
        note(
          io,
          `rollcall: note: sent, but its outcome is not written down (${printable(answer.auditProblem)})`,
        );
      }
      if (answer.refusal !== null) {
        throw new UserError(
          `${server.name} did not do it: ${printable(answer.refusal).slice(0, 300)}`,
        );
      }
      const said = answer.text.trim();
      if (said !== '') print(io, said.split('\n').map(printable).join('\n'));
    },
  };
}
