import { messageOf, withDeadline } from '@rollcall/shared';
import { SourceRconClient } from '../drivers/source-rcon-client.ts';
import { AuthError, DriverError, TimeoutError, UnreachableError } from '../errors.ts';
import type { Target } from '../target.ts';
import { pause } from '../poll/pause.ts';

export interface SessionTimes {
  /** Deadline of a login. */
  readonly connectMs: number;
  /** Deadline of one answer; `cvarlist` and a map that loads take long. */
  readonly answerMs: number;
  /** Pauses between attempts to connect again; the last one goes on. */
  readonly retryMs: readonly number[];
}

const SESSION_TIMES: SessionTimes = {
  connectMs: 5_000,
  answerMs: 30_000,
  retryMs: [250, 500, 1_000, 2_000, 5_000],
};

const MAX_CLOSED_LOGINS = 3;

/** What the console tells while nobody asked. */
export type SessionNews = (text: string) => void;

/** A console to one server that comes back after a map change or a restart, until it is closed or the login is refused. */
export class RconSession {
  readonly target: Target;
  readonly #times: SessionTimes;
  readonly #news: SessionNews;
  readonly #life = new AbortController();
  #client: SourceRconClient | null = null;
  #endIsExpected = false;
  #connecting: Promise<SourceRconClient> | null = null;

  constructor(target: Target, news: SessionNews, times: SessionTimes = SESSION_TIMES) {
    this.target = target;
    this.#news = news;
    this.#times = times;
  }

  get connected(): boolean {
    return this.#client?.closed === false;
  }

  /** @throws DriverError */
  async connect(signal: AbortSignal): Promise<void> {
    await this.#open(signal);
  }

  /**
   * Runs one command, over a new connection where the old one is gone. A command is never sent twice: nobody can know what
   * became of one whose answer was cut off.
   *
   * @throws DriverError, or the reason of `signal`
   */
  async ask(command: string, signal: AbortSignal): Promise<Buffer> {
    const client = await this.#usable(signal);
    const { answerMs } = this.#times;
    const onTimeout = () => new TimeoutError(`no answer within ${answerMs / 1_000} s`);
    return withDeadline(signal, answerMs, onTimeout, (own) => client.ask(command, own));
  }

  /** The next command ends the server: that it is gone then is no news, and it is not waited for. */
  expectEnd(): void {
    this.#endIsExpected = true;
  }

  close(): void {
    this.#life.abort(new UnreachableError('disconnected'));
    this.#client?.close();
  }

  async #usable(signal: AbortSignal): Promise<SourceRconClient> {
    if (this.#client?.closed === false) return this.#client;
    if (this.#connecting === null) return this.#open(signal);
    return withDeadline(
      signal,
      this.#times.answerMs,
      () => new TimeoutError(`${this.target.name} is not back yet`),
      () => this.#connecting ?? this.#open(signal),
    );
  }

  async #open(signal: AbortSignal): Promise<SourceRconClient> {
    const { connectMs } = this.#times;
    const onTimeout = () => new TimeoutError(`no answer within ${connectMs / 1_000} s`);
    this.#life.signal.throwIfAborted();
    const client = await withDeadline(signal, connectMs, onTimeout, (own) =>
      SourceRconClient.connect(this.target, own),
    );
    this.#client = client;
    client.onClosed = (reason) => {
      this.#onClosed(reason);
    };
    if (this.#life.signal.aborted) client.close();
    return client;
  }

  #onClosed(reason: Error): void {
    if (this.#life.signal.aborted || this.#endIsExpected) return;
    // A command that was cancelled, or not answered in time, took the connection with it; the server is still there.
    const lost = reason instanceof DriverError && !(reason instanceof TimeoutError);
    if (lost) this.#news(`${messageOf(reason)}; connecting again …`);
    const back = this.#reconnect(lost);
    this.#connecting = back;
    back
      .catch((error: unknown) => {
        if (!this.#life.signal.aborted) this.#news(`not connected: ${messageOf(error)}`);
      })
      .finally(() => {
        this.#connecting = null;
      });
  }

  async #reconnect(tell: boolean): Promise<SourceRconClient> {
    const startedMs = performance.now();
    let closedLogins = 0;
    for (let attempt = 0; ; attempt += 1) {
      const { retryMs } = this.#times;
      await pause(retryMs[Math.min(attempt, retryMs.length - 1)] ?? 1_000, this.#life.signal);
      try {
        const client = await this.#open(this.#life.signal);
        const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
        if (tell) this.#news(`connected again after ${seconds} s`);
        return client;
      } catch (error) {
        if (!(error instanceof DriverError) || this.#life.signal.aborted) throw error;
        // More attempts would lead to a ban.
        if (error instanceof AuthError) throw error;
        // A server that starts closes logins for a moment, too.
        if (error instanceof UnreachableError && error.probablyBanned) {
          closedLogins += 1;
          if (closedLogins >= MAX_CLOSED_LOGINS) throw error;
        }
      }
    }
  }
}
