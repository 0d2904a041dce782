import { AuthError, ProtocolError, TimeoutError, UnreachableError } from '../errors.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import { checkCommand } from '../protocols/source-rcon/command.ts';
import {
  CommandExchange,
  mirroredBy,
  UNKNOWN_HABIT,
  type ExchangeStep,
  type SentinelHabit,
} from '../protocols/source-rcon/exchange.ts';
import { checkPassword, loginVerdict } from '../protocols/source-rcon/login.ts';
import { PacketDecoder } from '../protocols/source-rcon/packet-decoder.ts';
import {
  encodePackets,
  packetLength,
  SERVERDATA_AUTH,
  type Packet,
} from '../protocols/source-rcon/packet.ts';
import type { Target } from '../target.ts';
import { commandWords, loginWords, type FailureWords } from './source-rcon-words.ts';
import {
  connectTcp,
  formatAddress,
  wasReset,
  type TcpAddress,
  type TcpConnection,
} from '../transport/tcp.ts';

/** Squad and Rust send chat and console lines unasked; more than this during one command, or between two, is an attack. */
const MAX_UNASKED_BYTES = 1_024 * 1_024;

/** What the client waits for, if anything: the answer to the login or to a command. */
interface Waiting {
  /** False if the packet has nothing to do with it. */
  readonly onPacket: (packet: Packet) => boolean;
  readonly words: FailureWords;
  readonly fail: (error: Error) => void;
}

/**
 * An authenticated console. One command at a time; further ones wait for their turn. After a time-out, an abort or bytes that make
 * no sense the connection is closed, so that a late answer is never taken for the next one's.
 */
export class SourceRconClient {
  readonly #where: string;
  readonly #decoder = new PacketDecoder();
  readonly #turns: (() => void)[] = [];
  #tcp: TcpConnection | null = null;
  #waiting: Waiting | null = null;
  /** The one listened to: a poller gives the same again and again. */
  #signal: AbortSignal | null = null;
  /** The command asked last, and what is known of it. */
  #asked: { readonly command: string; readonly words: FailureWords } | null = null;
  #quietTimer: NodeJS.Timeout | undefined;
  #habit = UNKNOWN_HABIT;
  #missedSentinelId: number | null = null;
  #failure: Error | null = null;
  #onClosed: ((reason: Error) => void) | null = null;
  #lastId = 0;
  #unaskedBytes = 0;

  private constructor(where: string) {
    this.#where = where;
  }

  /**
   * Connects and logs in.
   *
   * @throws AuthError if the password is wrong
   * @throws UnreachableError also, with `probablyBanned`, if the server closes the connection instead of answering the login
   * @throws ProtocolError if what answers is no Source RCON
   */
  static async connect(target: Target, signal: AbortSignal): Promise<SourceRconClient> {
    checkPassword(target.password);
    const client = await SourceRconClient.open(target, signal);
    await client.authenticate(target.password, signal);
    return client;
  }

  /**
   * Connects without logging in; until `authenticate` a server answers no command.
   *
   * @throws UnreachableError
   */
  static async open(address: TcpAddress, signal: AbortSignal): Promise<SourceRconClient> {
    const client = new SourceRconClient(formatAddress(address));
    try {
      await client.#open(address, signal);
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  /** Logs in, once. After a failure the connection is closed. Throws what `connect` throws, and UserError for no password at all. */
  async authenticate(password: string, signal: AbortSignal): Promise<void> {
    checkPassword(password);
    try {
      await this.#logIn(password, signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** `onClosed` is called once, when no command can be run any more, with the reason. */
  set onClosed(onClosed: (reason: Error) => void) {
    if (this.#failure === null) this.#onClosed = onClosed;
    else onClosed(this.#failure);
  }

  /** True once no command can be run any more. */
  get closed(): boolean {
    return this.#failure !== null;
  }

  close(): void {
    this.#fail(new UnreachableError(`the connection to ${this.#where} was closed`));
  }

  /**
   * Runs one console command and returns its whole answer, decoded leniently.
   *
   * @throws UserError if it is not one command; nothing was sent and the connection stays open
   * @throws DriverError the connection is closed then
   */
  async execute(command: string, signal: AbortSignal): Promise<string> {
    return answerText(await this.ask(command, signal));
  }

  /** Like `execute`, but returns the bytes as they came. */
  async ask(command: string, signal: AbortSignal): Promise<Buffer> {
    const asked = this.#known(command);
    while (this.#waiting !== null) {
      await new Promise<void>((resolve) => {
        this.#turns.push(resolve);
      });
    }
    this.#unaskedBytes = 0;
    return this.#wait<Buffer>(asked.words, (done) => this.#beginCommand(command, done), signal);
  }

  #known(command: string) {
    if (this.#asked?.command === command) return this.#asked;
    checkCommand(command);
    return (this.#asked = { command, words: commandWords(this.#where, command) });
  }

  async #open(address: TcpAddress, signal: AbortSignal): Promise<void> {
    const handlers = {
      onBytes: (chunk: Buffer) => {
        this.#onBytes(chunk);
      },
      onLost: (cause: Error | null) => {
        this.#fail(
          this.#waiting?.words.lost(cause) ??
            new UnreachableError(`${this.#where} closed the connection`, { cause }),
        );
      },
    };
    try {
      this.#tcp = await connectTcp(address, handlers, signal);
    } catch (error) {
      throw wasReset(error) ? loginWords(this.#where).lost(error) : error;
    }
  }

  async #logIn(password: string, signal: AbortSignal): Promise<void> {
    await this.#wait<'accepted'>(
      loginWords(this.#where),
      (done) => {
        const id = (this.#lastId += 1);
        this.#tcp?.write(encodePackets({ id, type: SERVERDATA_AUTH, body: password }));
        return (packet) => {
          const verdict = loginVerdict(packet);
          if (verdict === 'refused') {
            throw new AuthError(
              `${this.#where} refused the RCON password: compare it with the last rcon_password in the server's configuration`,
            );
          }
          if (verdict === 'accepted') done(verdict);
          return verdict !== null;
        };
      },
      signal,
    );
  }

  #beginCommand(command: string, done: (answer: Buffer) => void): Waiting['onPacket'] {
    const exchange = new CommandExchange(command, this.#lastId + 1, this.#habit);
    this.#lastId += 2;
    const follow = (step: ExchangeStep): boolean => {
      if (step.type === 'unasked') return false;
      this.#endQuietTimer();
      if (step.type === 'done') {
        this.#learn(step.habit);
        done(step.answer);
        return true;
      }
      if (step.write !== null) this.#tcp?.write(step.write);
      if (step.quietMs !== null) {
        this.#quietTimer = setTimeout(() => follow(exchange.quiet()), step.quietMs);
      }
      return true;
    };
    follow(exchange.begin());
    return (packet) => follow(exchange.take(packet));
  }

  #endQuietTimer(): void {
    if (this.#quietTimer === undefined) return;
    clearTimeout(this.#quietTimer);
    this.#quietTimer = undefined;
  }

  #learn(habit: SentinelHabit): void {
    if (habit.mirrors === false) {
      if (this.#habit.mirrors !== null) return;
      this.#missedSentinelId = this.#lastId;
    }
    this.#habit = habit;
  }

  /** Waits until `begin`'s packet handler is done, or until the connection fails. */
  #wait<T>(
    words: FailureWords,
    begin: (done: (value: T) => void) => Waiting['onPacket'],
    signal: AbortSignal,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure !== null) {
        throw new UnreachableError(`the connection to ${this.#where} is closed`, {
          cause: this.#failure,
        });
      }
      if (signal.aborted) this.close();
      signal.throwIfAborted();
      this.#listenTo(signal);
      const onPacket = begin((value) => {
        this.#settle();
        resolve(value);
      });
      const fail = (error: Error) => {
        this.#settle();
        reject(error);
      };
      this.#waiting = { onPacket, words, fail };
    });
  }

  #settle(): void {
    this.#endQuietTimer();
    this.#waiting = null;
    if (this.#turns.length > 0) for (const turn of this.#turns.splice(0)) turn();
  }

  /** Listens on: to begin and end that with each command would cost as much as the command. */
  #listenTo(signal: AbortSignal | null): void {
    if (this.#signal === signal) return;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    signal?.addEventListener('abort', this.#onAbort);
    this.#signal = signal;
  }

  readonly #onAbort = (): void => {
    const reason = this.#signal?.reason as Error;
    // Between two commands it is nobody's: the one that it was for is done.
    if (this.#waiting === null) return;
    if (reason instanceof TimeoutError) reason.explain(this.#waiting.words.missing());
    this.#fail(reason);
  };

  #onBytes(chunk: Buffer): void {
    try {
      for (const packet of this.#decoder.push(chunk)) {
        if (this.#waiting?.onPacket(packet) !== true) this.#onUnasked(packet);
      }
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #onUnasked(packet: Packet): void {
    if (loginVerdict(packet) === 'refused') {
      throw new UnreachableError(`${this.#where} has dropped the login`);
    }
    // A server far away may mirror it later than the quiet time allows.
    if (packet.id === this.#missedSentinelId) {
      this.#missedSentinelId = null;
      this.#habit = mirroredBy(packet);
    }
    this.#unaskedBytes += packetLength(packet);
    if (this.#unaskedBytes > MAX_UNASKED_BYTES) {
      throw new ProtocolError(`${this.#where} sends without end what nobody asked for`);
    }
  }

  /** Ends everything; `error` is what is told to whoever waits. */
  #fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#listenTo(null);
    this.#tcp?.close();
    this.#waiting?.fail(error);
    this.#onClosed?.(error);
  }
}
