import { CommandExchange, type SentinelHabit } from '../protocols/source-rcon/exchange.ts';
import type { PacketDecoder } from '../protocols/source-rcon/packet-decoder.ts';
import {
  encodePackets,
  SERVERDATA_EXECCOMMAND,
  SERVERDATA_RESPONSE_VALUE,
  type Packet,
} from '../protocols/source-rcon/packet.ts';
import type { Exchange, RconLink, Waiter } from './source-rcon-link.ts';
import { commandWords, type FailureWords } from './source-rcon-words.ts';

/** A server that mirrors the sentinel at once, as srcds does. */
const MIRRORS_TOGETHER: SentinelHabit = { mirrors: true, together: true };

const ID_AT = 4;

/**
 * One command that is asked again and again: nearly all polls. What that takes is made once, and an answer that comes in one piece is
 * neither cut into packets nor copied; any other goes the way of all commands (`CommandExchange`).
 */
export class RepeatedCommand implements Exchange {
  readonly command: string;
  readonly words: FailureWords;
  readonly #link: RconLink;
  readonly #onDone: (habit: SentinelHabit | null) => void;
  /** Command and sentinel. Written again only when the answer has come, and so all of it has gone. */
  #request: Buffer | null = null;
  #sentinelAt = 0;
  #id = 0;
  #asker: Waiter<Buffer> | null = null;
  /** Of an answer that does not come in one piece. */
  #exchange: CommandExchange | null = null;

  /** `onDone` is told what was learned of the server, null if nothing, before whoever asked is. */
  constructor(link: RconLink, command: string, onDone: (habit: SentinelHabit | null) => void) {
    this.#link = link;
    this.command = command;
    this.words = commandWords(link.address, command);
    this.#onDone = onDone;
  }

  /** Asks a server that is known to mirror the sentinel at once, with the ids `id` and `id + 1`. Throws where nothing can be asked. */
  ask(id: number, asker: Waiter<Buffer>, signal: AbortSignal): void {
    this.#link.start(this, signal);
    this.#asker = asker;
    this.#id = id;
    this.#exchange = null;
    this.#link.write(this.#encode(id));
  }

  takeWhole(chunk: Buffer, decoder: PacketDecoder): boolean {
    if (this.#exchange !== null) return false;
    const answer = decoder.takeAnswer(chunk, this.#id);
    if (answer === null) return false;
    this.#done(answer, null);
    return true;
  }

  take(packet: Packet): boolean {
    const step = this.#inParts().take(packet);
    if (step.type === 'done') this.#done(step.answer, step.habit);
    return step.type !== 'unasked';
  }

  failed(error: Error): void {
    const asker = this.#asker;
    this.#asker = null;
    this.#onDone(null);
    asker?.failed(error);
  }

  #inParts(): CommandExchange {
    if (this.#exchange !== null) return this.#exchange;
    const exchange = new CommandExchange(this.command, this.#id, MIRRORS_TOGETHER);
    // What it would send has been sent.
    exchange.begin();
    return (this.#exchange = exchange);
  }

  #done(answer: Buffer, habit: SentinelHabit | null): void {
    const asker = this.#asker;
    this.#asker = null;
    this.#link.done();
    this.#onDone(habit);
    asker?.answered(answer);
  }

  #encode(id: number): Buffer {
    if (this.#request === null) {
      const command = { id, type: SERVERDATA_EXECCOMMAND, body: this.command };
      const sentinel = { id: id + 1, type: SERVERDATA_RESPONSE_VALUE, body: '' };
      this.#sentinelAt = encodePackets(command).length;
      this.#request = Buffer.allocUnsafeSlow(encodePackets(command, sentinel).length);
      encodePackets(command, sentinel).copy(this.#request);
    }
    this.#request.writeInt32LE(id, ID_AT);
    this.#request.writeInt32LE(id + 1, this.#sentinelAt + ID_AT);
    return this.#request;
  }
}
