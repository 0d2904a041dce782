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
  /** The promise rejects with its reason. If the command was sent the connection is closed, since the rest of its answer may still come. */
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
  #isBusy = false;
  /** Those who wait until what is running is done. */
  readonly #turns: (() => void)[] = [];
  #connected = false;
  #authenticated = false;
  #closed = false;

  constructor({ host, port = DEFAULT_PORT, timeoutMs = DEFAULT_TIMEOUT_MS }: RconAddress) {
    this.#address = { host, port, timeoutMs };
  }

  /** Whether a connection was made and is not known to be lost. */
  get connected(): boolean {
    return this.#connected && !this.closed;
  }

  get authenticated(): boolean {
    return this.#authenticated && !this.closed;
  }

  /** Whether it was connected once and cannot be used any more: make a new one. */
  get closed(): boolean {
    return this.#closed || (this.#connected && this.#client?.closed === true);
  }

  async connect(wait: RconWait = {}): Promise<void> {
    if (this.closed) throw closedError();
    if (this.#client !== null) throw new RconError('message', 'connected already');
    const client = new SourceRconClient(this.#address);
    this.#client = client;
    try {
      await this.#work(client, this.#deadline(wait), wait.signal, () => client.open(null));
      this.#connected = true;
    } catch (error) {
      this.#client = null;
      throw error;
    }
  }

  /** Logs in. After a failure the connection is closed; do not try again with the same password: the server would ban you. */
  async authenticate(password: string, wait: RconWait = {}): Promise<void> {
    await this.#within(wait, (client) => client.authenticate(password, null));
    this.#authenticated = true;
  }

  /** Runs one command and returns its whole answer, however many packets it comes in. Further commands wait for their turn. */
  async execute(command: string, wait: RconWait = {}): Promise<RconAnswer> {
    this.#usable();
    if (!this.#authenticated) {
      throw new RconError('authentication', 'log in first: authenticate(password)', {
        reason: 'required',
      });
    }
    const bytes = await this.#within(wait, (client) => client.ask(command, null));
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

  #usable(): SourceRconClient {
    if (this.closed) throw closedError();
    if (this.#client === null || !this.#connected) {
      throw new RconError('not-connected', 'connect first: connect()');
    }
    return this.#client;
  }

  #deadline({ timeoutMs = this.#address.timeoutMs }: RconWait): Deadline {
    return { timeoutMs, leftMs: timeoutMs };
  }

  /** Waits for its turn, in which nothing is sent and an abort harms nobody, and works. */
  async #within<T>(wait: RconWait, work: (client: SourceRconClient) => Promise<T>): Promise<T> {
    let deadline = this.#deadline(wait);
    while (this.#isBusy) deadline = await turn(this.#done(), deadline, wait.signal);
    return this.#work(this.#usable(), deadline, wait.signal, work);
  }

  /**
   * Without `withDeadline`, whose controller costs as much as a command, and a tenth of a connection: here an abort ends the
   * connection in any case, and needs no signal for that.
   */
  async #work<T>(
    client: SourceRconClient,
    { timeoutMs, leftMs }: Deadline,
    signal: AbortSignal | undefined,
    work: (client: SourceRconClient) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    this.#isBusy = true;
    const onAbort = () => {
      client.abort(signal?.reason as Error);
    };
    signal?.addEventListener('abort', onAbort);
    const timer = setTimeout(() => {
      client.abort(new TimeoutError(`no answer within ${timeoutMs} ms`));
    }, leftMs);
    try {
      return await work(client);
    } catch (error) {
      throw this.#closed && error !== signal?.reason ? closedError() : toRconError(error);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      this.#isBusy = false;
      if (this.#turns.length > 0) for (const done of this.#turns.splice(0)) done();
    }
  }

  /** Until what is running is done. */
  #done(): Promise<void> {
    return new Promise((resolve) => {
      this.#turns.push(resolve);
    });
  }
}

interface Deadline {
  /** What was asked for. */
  readonly timeoutMs: number;
  readonly leftMs: number;
}

/** Waits until `before` is done, which never fails; returns what is left of the time. */
async function turn(
  before: Promise<void>,
  { timeoutMs, leftMs }: Deadline,
  signal: AbortSignal = new AbortController().signal,
): Promise<Deadline> {
  const beganMs = performance.now();
  const onTimeout = () =>
    new TimeoutError(`no answer within ${timeoutMs} ms: the commands before are not done yet`);
  try {
    await withDeadline(signal, leftMs, onTimeout, () => before);
  } catch (error) {
    throw toRconError(error);
  }
  return { timeoutMs, leftMs: Math.max(0, leftMs - (performance.now() - beganMs)) };
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
