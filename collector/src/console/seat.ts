import { UserError } from '@rollcall/shared';
import { DriverError } from '../errors.ts';
import { parseCvarList, type Cvar } from '../protocols/source-rcon/cvar-list.ts';
import type { Target } from '../target.ts';
import { RconSession } from './rcon-session.ts';
import type { ReplAnswer, ReplPorts } from './repl-ports.ts';
import { harmless } from './terminal-text.ts';

/** What ends a Source server. */
export const SHUTDOWN_COMMAND = 'quit';

/** The server that the console is on, and its own list of commands. */
export class Seat<Server extends Target> {
  readonly #ports: ReplPorts<Server>;
  readonly #say: (text: string) => void;
  #server: Server | null;
  #session: RconSession | null = null;
  #cvars: Promise<readonly Cvar[]> | null = null;

  constructor(ports: ReplPorts<Server>, say: (text: string) => void) {
    this.#ports = ports;
    this.#say = say;
    this.#server = ports.first;
  }

  /** The one that it is on, or was on last. */
  get server(): Server | null {
    return this.#server;
  }

  get isConnected(): boolean {
    return this.#session !== null;
  }

  /** As it may stand on a terminal. */
  get name(): string {
    return harmless(this.#server?.name ?? '');
  }

  /** Leaves the server it is on for another one. Throws DriverError, or the reason of `signal`. */
  async connect(server: Server, signal: AbortSignal): Promise<void> {
    this.disconnect();
    const session = new RconSession(server, (news) => {
      this.#say(`-- ${harmless(news)}`);
    });
    this.#server = server;
    try {
      await session.connect(signal);
    } catch (error) {
      session.close();
      throw error;
    }
    this.#session = session;
  }

  disconnect(): void {
    this.#session?.close();
    this.#session = null;
    this.#cvars = null;
  }

  /** @throws UserError while it is on none; DriverError; or the reason of `signal` */
  async run(command: string, signal: AbortSignal): Promise<ReplAnswer> {
    const { server, session } = this.#connected();
    return this.#ports.run(session, server, command, signal);
  }

  /** Ends the server, which may do so before it answers. Throws what `run` throws but DriverError. */
  async shutDown(signal: AbortSignal): Promise<void> {
    this.#connected().session.expectEnd();
    try {
      await this.run(SHUTDOWN_COMMAND, signal);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
    } finally {
      this.disconnect();
    }
  }

  /** The server's own list, read once a connection; empty while it is on none. Throws what `run` throws. */
  list(signal: AbortSignal): Promise<readonly Cvar[]> {
    if (this.#session === null) return Promise.resolve([]);
    if (this.#cvars !== null) return this.#cvars;
    const cvars = this.run('cvarlist', signal).then(({ text }) => [...parseCvarList(text)]);
    this.#cvars = cvars;
    cvars.catch(() => {
      // Meanwhile it may be on another one.
      if (this.#cvars === cvars) this.#cvars = null;
    });
    return cvars;
  }

  #connected(): { readonly server: Server; readonly session: RconSession } {
    if (this.#server === null) {
      throw new UserError('not connected: !connect NAME or !connect HOST:PORT');
    }
    if (this.#session === null) throw new UserError('not connected: !connect connects again');
    return { server: this.#server, session: this.#session };
  }
}
