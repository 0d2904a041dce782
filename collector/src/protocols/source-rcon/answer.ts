import { ProtocolError } from '../../errors.ts';
import { packetLength, SERVERDATA_RESPONSE_VALUE, type Packet } from './packet.ts';

/** `cvarlist`, the longest answer known, has 300 KiB. */
export const MAX_ANSWER_BYTES = 1_024 * 1_024;

/** Source cuts an answer into bodies of about 4,086 bytes; a body of another length is the last one. */
const FULL_BODY_BYTES = { min: 4_000, max: 4_200 } as const;

const NOTHING = Buffer.alloc(0);

/** What a packet was: a part of the answer, the mirrored sentinel that ends it, or something else. */
export type AnswerStep = 'part' | 'mirrored' | 'unasked';

/** Puts the answer to one command together. */
export class AnswerAssembler {
  readonly #commandId: number;
  readonly #sentinelId: number;
  /** One piece of memory for all parts: an answer in a hundred thousand tiny ones must not take a hundred times its length. */
  #bytes: Buffer = NOTHING;
  #filled = 0;
  #length = 0;
  #ownId = false;
  #lastFull = false;

  /** `sentinelId` is the highest id used so far on the connection, `commandId` the one before. */
  constructor(commandId: number, sentinelId: number) {
    this.#commandId = commandId;
    this.#sentinelId = sentinelId;
  }

  /** Whether the last part is as long as those that have another one behind them. */
  get expectsMore(): boolean {
    return this.#lastFull;
  }

  /** @throws ProtocolError if the answer gets too long, or is one to a request that was never made. */
  take(packet: Packet): AnswerStep {
    if (packet.type !== SERVERDATA_RESPONSE_VALUE) return 'unasked';
    if (packet.id === this.#sentinelId) return 'mirrored';
    if (packet.id > this.#sentinelId || packet.id < -1) {
      throw new ProtocolError(
        `an answer with id ${packet.id}, which no request had (expected ${this.#commandId})`,
      );
    }
    if (packet.id === this.#commandId) {
      if (!this.#ownId) this.#startAgain();
      return this.#keep(packet);
    }
    // Palworld answers with id 0 now and then: taken as long as nothing has come under the right id.
    if (packet.id === 0 && !this.#ownId) return this.#keep(packet);
    // srcds sends a second packet after the sentinel, 00 01 00 00, which may come after the next command was sent.
    return 'unasked';
  }

  /** The answer so far, joined as bytes: parts are cut inside characters too. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#filled);
  }

  #startAgain(): void {
    this.#ownId = true;
    this.#bytes = NOTHING;
    this.#filled = 0;
    this.#length = 0;
  }

  #keep(packet: Packet): AnswerStep {
    const { body } = packet;
    // With its frame, so that an endless row of empty packets ends too.
    this.#length += packetLength(packet);
    if (this.#length > MAX_ANSWER_BYTES) {
      throw new ProtocolError(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
    }
    this.#lastFull = body.length >= FULL_BODY_BYTES.min && body.length <= FULL_BODY_BYTES.max;
    this.#append(body);
    return 'part';
  }

  #append(body: Buffer): void {
    const needed = this.#filled + body.length;
    if (needed > this.#bytes.length) {
      const room = this.#filled === 0 ? needed : Math.max(needed, 2 * this.#bytes.length);
      const bytes = Buffer.allocUnsafe(room);
      this.#bytes.copy(bytes, 0, 0, this.#filled);
      this.#bytes = bytes;
    }
    this.#filled += body.copy(this.#bytes, this.#filled);
  }
}

/** Decodes leniently, since engines cut names inside characters. Without the NULs and carriage returns at its end. */
export function answerText(bytes: Buffer): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x00 || bytes[end - 1] === 0x0d)) end -= 1;
  return bytes.toString('utf8', 0, end);
}
