import { TimeoutError, UnreachableError } from '../errors.ts';
import { PacketDecoder } from '../protocols/source-rcon/packet-decoder.ts';
import type { Packet } from '../protocols/source-rcon/packet.ts';
import { formatAddress, openTcp, type TcpAddress, type TcpConnection } from '../transport/tcp.ts';
import { connectWords, type FailureWords } from './source-rcon-words.ts';

/** False if the packet has nothing to do with what is waited for. */
type OnPacket = (packet: Packet) => boolean;

/** Begins an exchange and returns what follows it; `done` ends it. */
export type Begin<T> = (done: (value: T) => void) => OnPacket;

/** Who waits for the end of an exchange: one of the two is called, once. */
export interface Waiter<T> {
  answered(value: T): void;
  /** The connection is closed. */
  failed(error: Error): void;
}

/** What the link waits for, if anything: the connection, or the answer to the login or to a command. */
export interface Exchange {
  readonly words: FailureWords;
  /** Takes all of `chunk`, or leaves it to be cut into packets and returns false. */
  takeWhole?(chunk: Buffer, decoder: PacketDecoder): boolean;
  /** False if the packet has nothing to do with what is waited for. */
  take(packet: Packet): boolean;
  /** The connection is closed; nothing is waited for any more. */
  failed(error: Error): void;
}

/** Packets over one TCP connection, one exchange at a time, until anything goes wrong: then it is closed, once and for all. */
export class RconLink {
  readonly address: TcpAddress;
  readonly #onUnasked: (packet: Packet) => void;
  readonly #decoder = new PacketDecoder();
  #tcp: TcpConnection | null = null;
  #waiting: Exchange | null = null;
  /** The one listened to: a poller gives the same again and again. */
  #signal: AbortSignal | null = null;
  /** Whether it has aborted: asking it costs more than asking for a poll. */
  #hasAborted = false;
  /** Why it is closed. Not an error yet: most are closed in order, and an error costs as much as a command. */
  #end: (() => Error) | null = null;
  #onClosed: ((reason: Error) => void) | null = null;

  /** What `onUnasked` throws about a packet that nobody waits for closes the link. */
  constructor(address: TcpAddress, onUnasked: (packet: Packet) => void) {
    this.address = address;
    this.#onUnasked = onUnasked;
  }

  /** Connects, once. Throws UnreachableError, or the reason of `signal`. */
  async open(signal: AbortSignal | null): Promise<void> {
    await this.wait<null>(
      connectWords(this.address),
      (done) => {
        this.#tcp = openTcp(this.address, {
          onOpen: () => {
            done(null);
          },
          onBytes: (chunk) => {
            this.#onBytes(chunk);
          },
          onLost: (cause) => {
            this.#onLost(cause);
          },
        });
        return () => false;
      },
      signal,
    );
  }

  /** `host:port`, for an error message. */
  get where(): string {
    return formatAddress(this.address);
  }

  get closed(): boolean {
    return this.#end !== null;
  }

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  set onClosed(onClosed: (reason: Error) => void) {
    if (this.#end === null) this.#onClosed = onClosed;
    else onClosed(this.#end());
  }

  close(): void {
    this.#close(() => new UnreachableError(`the connection to ${this.where} was closed`));
  }

  /** Closes it with the failure of what is waited for; between two exchanges it is nobody's, and nothing happens. */
  abort(reason: Error): void {
    if (this.#waiting === null) return;
    if (reason instanceof TimeoutError) reason.explain(this.#waiting.words.missing());
    this.#close(() => reason);
  }

  write(bytes: Uint8Array): void {
    this.#tcp?.write(bytes);
  }

  /** Waits until what `begin` began is done, or until the connection fails or `signal`, if there is one, aborts. */
  wait<T>(words: FailureWords, begin: Begin<T>, signal: AbortSignal | null): Promise<T> {
    return new Promise<T>((answered, failed) => {
      this.begin(words, begin, { answered, failed }, signal);
    });
  }

  /** Like `wait`, told to `waiter` instead of a promise; throws where nothing can be begun. */
  begin<T>(
    words: FailureWords,
    begin: Begin<T>,
    waiter: Waiter<T>,
    signal: AbortSignal | null,
  ): void {
    this.#check(signal);
    const take = begin((value) => {
      this.done();
      waiter.answered(value);
    });
    const failed = (error: Error) => {
      waiter.failed(error);
    };
    this.#waiting = { take, words, failed };
  }

  /** Waits until `exchange` says that it is `done`, or fails. Throws where nothing can be begun. */
  start(exchange: Exchange, signal: AbortSignal | null): void {
    this.#check(signal);
    this.#waiting = exchange;
  }

  /** What was waited for has come. */
  done(): void {
    this.#waiting = null;
  }

  /** Whether something can be begun under this signal; not to be asked while something is waited for. */
  mayBegin(signal: AbortSignal | null): boolean {
    if (this.#end !== null) return false;
    this.#listenTo(signal);
    return !this.#hasAborted;
  }

  #check(signal: AbortSignal | null): void {
    if (this.mayBegin(signal)) return;
    if (this.#end !== null) {
      throw new UnreachableError(`the connection to ${this.where} is closed`, {
        cause: this.#end(),
      });
    }
    this.close();
    signal?.throwIfAborted();
  }

  /** Listens on: to begin and end that with each command would cost as much as the command. */
  #listenTo(signal: AbortSignal | null): void {
    if (this.#signal === signal) return;
    this.#signal?.removeEventListener('abort', this.#onAbort);
    signal?.addEventListener('abort', this.#onAbort);
    this.#signal = signal;
    this.#hasAborted = signal?.aborted === true;
  }

  readonly #onAbort = (): void => {
    this.#hasAborted = true;
    this.abort(this.#signal?.reason as Error);
  };

  #onBytes(chunk: Buffer): void {
    try {
      if (this.#waiting?.takeWhole?.(chunk, this.#decoder) === true) return;
      for (const packet of this.#decoder.push(chunk)) {
        if (this.#waiting?.take(packet) !== true) this.#onUnasked(packet);
      }
    } catch (error) {
      this.#close(() => error as Error);
    }
  }

  #onLost(cause: Error | null): void {
    const error =
      this.#waiting?.words.lost(cause) ??
      new UnreachableError(`${this.where} closed the connection`, { cause });
    this.#close(() => error);
  }

  /** Ends everything; the error is what is told to whoever waits. */
  #close(end: () => Error): void {
    if (this.#end !== null) return;
    this.#end = end;
    this.#listenTo(null);
    this.#tcp?.close();
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.failed(end());
    this.#onClosed?.(end());
  }
}
