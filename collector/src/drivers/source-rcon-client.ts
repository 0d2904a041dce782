import { AuthError, ProtocolError, UnreachableError } from '../errors.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import { checkCommand } from '../protocols/source-rcon/command.ts';
import {
  CommandExchange,
  habitOfLogin,
  mirroredBy,
  UNKNOWN_HABIT,
  type ExchangeStep,
  type SentinelHabit,
} from '../protocols/source-rcon/exchange.ts';
import { checkPassword, loginVerdict } from '../protocols/source-rcon/login.ts';
import {
  encodePackets,
  packetLength,
  SERVERDATA_AUTH,
  type Packet,
} from '../protocols/source-rcon/packet.ts';
import type { Target } from '../target.ts';
import type { TcpAddress } from '../transport/tcp.ts';
import { RconLink, type Begin, type Waiter } from './source-rcon-link.ts';
import { RepeatedCommand } from './source-rcon-repeated.ts';
import { loginWords } from './source-rcon-words.ts';

/** Squad and Rust send chat and console lines unasked; more than this during one command, or between two, is an attack. */
const MAX_UNASKED_BYTES = 1_024 * 1_024;

/**
 * An authenticated console. One command at a time; further ones wait for their turn. After a time-out, an abort or bytes that make
 * no sense the connection is closed, so that a late answer is never taken for the next one's.
 */
export class SourceRconClient {
  readonly #link: RconLink;
  readonly #turns: (() => void)[] = [];
  /** The command asked last. */
  #asked: RepeatedCommand | null = null;
  #quietTimer: NodeJS.Timeout | undefined;
  #quietLook: NodeJS.Immediate | undefined;
  #habit = UNKNOWN_HABIT;
  #missedSentinelId: number | null = null;
  #lastId = 0;
  #unaskedBytes = 0;

  /** Nothing is connected yet: `open` does. */
  constructor(address: TcpAddress) {
    this.#link = new RconLink(address, (packet) => {
      this.#onUnasked(packet);
    });
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
    const client = new SourceRconClient(target);
    await client.open(signal);
    await client.authenticate(target.password, signal);
    return client;
  }

  /**
   * Connects without logging in; until `authenticate` a server answers no command. Once, like everything here without a signal where
   * the caller ends it by `abort`.
   *
   * @throws UnreachableError
   */
  async open(signal: AbortSignal | null): Promise<void> {
    await this.#link.open(signal);
  }

  /** Logs in, once. After a failure the connection is closed. Throws what `connect` throws, and AuthError for no password at all. */
  async authenticate(password: string, signal: AbortSignal | null): Promise<void> {
    checkPassword(password);
    try {
      await this.#link.wait(loginWords(this.#link.address), this.#beginLogin(password), signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** `onClosed` is called once, when no command can be run any more, with the reason. */
  set onClosed(onClosed: (reason: Error) => void) {
    this.#link.onClosed = onClosed;
  }

  /** True once no command can be run any more. */
  get closed(): boolean {
    return this.#link.closed;
  }

  close(): void {
    this.#link.close();
  }

  /** Ends what is running with `reason`, and the connection with it. */
  abort(reason: Error): void {
    this.#link.abort(reason);
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
  async ask(command: string, signal: AbortSignal | null): Promise<Buffer> {
    const { words } = this.#known(command);
    while (this.#link.isWaiting) {
      await new Promise<void>((resolve) => {
        this.#turns.push(resolve);
      });
    }
    this.#unaskedBytes = 0;
    try {
      return await this.#link.wait(words, this.#beginCommand(command), signal);
    } finally {
      this.#endTurn();
    }
  }

  /**
   * Like `ask`, told to `asker` instead of a promise; the bytes are valid during the call only.
   *
   * @throws UserError
   */
  askFor(command: string, asker: Waiter<Buffer>, signal: AbortSignal): void {
    if (this.#link.isWaiting || !this.#link.mayBegin(signal)) {
      const told = [asker.answered.bind(asker), asker.failed.bind(asker)] as const;
      void this.ask(command, signal).then(...told);
      return;
    }
    const known = this.#known(command);
    this.#unaskedBytes = 0;
    if (this.#habit.mirrors === true && this.#habit.together) {
      this.#lastId += 2;
      known.ask(this.#lastId - 1, asker, signal);
      return;
    }
    const answered = (bytes: Buffer) => {
      this.#endTurn();
      asker.answered(bytes);
    };
    const failed = (error: Error) => {
      this.#endTurn();
      asker.failed(error);
    };
    this.#link.begin(known.words, this.#beginCommand(command), { answered, failed }, signal);
  }

  #known(command: string): RepeatedCommand {
    if (this.#asked?.command === command) return this.#asked;
    checkCommand(command);
    return (this.#asked = new RepeatedCommand(this.#link, command, (habit) => {
      if (habit !== null) this.#learn(habit);
      this.#endTurn();
    }));
  }

  #beginLogin(password: string): Begin<'accepted'> {
    return (done) => {
      const id = (this.#lastId += 1);
      this.#link.write(encodePackets({ id, type: SERVERDATA_AUTH, body: password }));
      return (packet) => {
        const verdict = loginVerdict(packet);
        if (verdict === 'refused') {
          throw new AuthError(
            `${this.#link.where} refused the RCON password: compare it with the last rcon_password in the server's configuration`,
          );
        }
        if (verdict === 'accepted') done(verdict);
        else if (packet.id === id) this.#habit = habitOfLogin(packet) ?? this.#habit;
        return verdict !== null;
      };
    };
  }

  #beginCommand(command: string): Begin<Buffer> {
    return (done) => {
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
        if (step.write !== null) this.#link.write(step.write);
        if (step.quietMs !== null) {
          this.#quietTimer = setTimeout(() => {
            // A process that was held up reads first what has come meanwhile.
            this.#quietLook = setImmediate(() => follow(exchange.quiet()));
          }, step.quietMs);
        }
        return true;
      };
      follow(exchange.begin());
      return (packet) => follow(exchange.take(packet));
    };
  }

  #endTurn(): void {
    this.#endQuietTimer();
    if (this.#turns.length > 0) for (const turn of this.#turns.splice(0)) turn();
  }

  #endQuietTimer(): void {
    if (this.#quietTimer === undefined) return;
    clearTimeout(this.#quietTimer);
    clearImmediate(this.#quietLook);
    this.#quietTimer = undefined;
  }

  #learn(habit: SentinelHabit): void {
    if (habit.mirrors === false) {
      if (this.#habit.mirrors !== null) return;
      this.#missedSentinelId = this.#lastId;
    }
    this.#habit = habit;
  }

  #onUnasked(packet: Packet): void {
    if (loginVerdict(packet) === 'refused') {
      throw new UnreachableError(`${this.#link.where} has dropped the login`);
    }
    // A server far away may mirror it later than the quiet time allows.
    if (packet.id === this.#missedSentinelId) {
      this.#missedSentinelId = null;
      this.#habit = mirroredBy(packet);
    }
    this.#unaskedBytes += packetLength(packet);
    if (this.#unaskedBytes > MAX_UNASKED_BYTES) {
      throw new ProtocolError(`${this.#link.where} sends without end what nobody asked for`);
    }
  }
}
