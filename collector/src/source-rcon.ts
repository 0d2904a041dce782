import { withDeadline } from '@rollcall/shared';
import { SourceRconClient } from './drivers/source-rcon-client.ts';
import { TimeoutError } from './errors.ts';
import { answerText } from './protocols/source-rcon/answer.ts';
import { parseCvarList, type Cvar } from './protocols/source-rcon/cvar-list.ts';
import { RconError, toRconError } from './source-rcon-error.ts';

export { RconError } from './source-rcon-error.ts';
export type { RconAuthenticationReason, RconErrorCode } from './source-rcon-error.ts';
export type { Cvar } from './protocols/source-rcon/cvar-list.ts';

export interface RconAddress {
  readonly host: string;
  /** 27015 if absent. */
  readonly port?: number;
  /** Deadline of everything that is not given one of its own; 5,000 if absent. */
  readonly timeoutMs?: number;
}

export interface RconWait {
  readonly timeoutMs?: number;
  /** Its abort closes the connection, since the rest of an answer may still come; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

export interface RconAnswer {
  /** Decoded as UTF-8, leniently. */
  readonly text: string;
  /** As the server sent it, for those that do not send UTF-8. */
  readonly bytes: Buffer;
}

const DEFAULT_PORT = 27_015;
const DEFAULT_TIMEOUT_MS = 5_000;

/** A console of a Source server: `connect`, `authenticate`, then `execute` as often as you like. Every failure is an `RconError`. */
export class SourceRcon implements Disposable {
  readonly #address: Required<RconAddress>;
  #client: SourceRconClient | null = null;
  #authenticated = false;
  #closed = false;

  constructor({ host, port = DEFAULT_PORT, timeoutMs = DEFAULT_TIMEOUT_MS }: RconAddress) {
    this.#address = { host, port, timeoutMs };
  }

  /** Whether a connection was made and is not known to be lost. */
  get connected(): boolean {
    return this.#client !== null && !this.#client.closed;
  }

  get authenticated(): boolean {
    return this.#authenticated && this.connected;
  }

  /** Whether it was connected once and cannot be used any more: make a new one. */
  get closed(): boolean {
    return this.#closed || this.#client?.closed === true;
  }

  async connect(wait: RconWait = {}): Promise<void> {
    if (this.closed) throw closedError();
    if (this.#client !== null) throw new RconError('message', 'connected already');
    const client = await this.#within(wait, (signal) =>
      SourceRconClient.open(this.#address, signal),
    );
    this.#client = client;
    this.#closeIfClosed(client);
  }

  /** Logs in. After a failure the connection is closed; do not try again with the same password: the server would ban you. */
  async authenticate(password: string, wait: RconWait = {}): Promise<void> {
    const client = this.#usable();
    await this.#within(wait, (signal) => client.authenticate(password, signal));
    this.#authenticated = true;
  }

  /** Runs one command and returns its whole answer, however many packets it comes in. Further commands wait for their turn. */
  async execute(command: string, wait: RconWait = {}): Promise<RconAnswer> {
    const client = this.#usable();
    if (!this.#authenticated) {
      throw new RconError('authentication', 'log in first: authenticate(password)', {
        reason: 'required',
      });
    }
    const bytes = await this.#within(wait, (signal) => client.ask(command, signal));
    return { text: answerText(bytes), bytes };
  }

  /** Every command and variable of the server, or those that begin with `prefix`. */
  async *cvars(
    wait: RconWait & { readonly prefix?: string } = {},
  ): AsyncGenerator<Cvar, void, undefined> {
    const { prefix } = wait;
    const command = prefix === undefined ? 'cvarlist' : `cvarlist ${prefix}`;
    yield* parseCvarList((await this.execute(command, wait)).text);
  }

  close(): void {
    this.#closed = true;
    this.#client?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Closed while the connection was being made. */
  #closeIfClosed(client: SourceRconClient): void {
    if (!this.#closed) return;
    client.close();
    throw closedError();
  }

  #usable(): SourceRconClient {
    if (this.closed) throw closedError();
    if (this.#client === null) throw new RconError('not-connected', 'connect first: connect()');
    return this.#client;
  }

  async #within<T>(wait: RconWait, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { timeoutMs = this.#address.timeoutMs, signal = new AbortController().signal } = wait;
    const onTimeout = () => new TimeoutError(`no answer within ${timeoutMs} ms`);
    try {
      return await withDeadline(signal, timeoutMs, onTimeout, work);
    } catch (error) {
      throw toRconError(error);
    }
  }
}

/** Connects, logs in, runs one command, and hangs up, whatever happens. */
export async function executeOnce(
  address: RconAddress,
  password: string,
  command: string,
  wait: RconWait = {},
): Promise<RconAnswer> {
  using rcon = new SourceRcon(address);
  await rcon.connect(wait);
  await rcon.authenticate(password, wait);
  return await rcon.execute(command, wait);
}

function closedError(): RconError {
  return new RconError('closed', 'the connection is closed: make a new one');
}
