import { ProtocolError } from '../../errors.ts';
import {
  decodePacket,
  MAX_SIZE,
  MIN_SIZE,
  SERVERDATA_RESPONSE_VALUE,
  SIZE_FIELD,
  type Packet,
} from './packet.ts';

/**
 * Squad answers the sentinel with a broken message: an empty RESPONSE_VALUE followed by seven stray bytes,
 * `00 00 00 01 00 00 00`. The first four of them would be an absurd size.
 */
const SQUAD_STRAY_WORD = 0x01_00_00_00;
const SQUAD_STRAY_LENGTH = 7;

/** The shortest packet: an empty body. */
const EMPTY_LENGTH = SIZE_FIELD + MIN_SIZE;
/** srcds sends one with a body of four bytes behind each mirrored sentinel. */
const TRAILER_SIZE = MIN_SIZE + 4;

/** Cuts a byte stream into packets. Holds at most one of them, and copies each byte at most once. */
export class PacketDecoder {
  /** Not from Node's pool: a few bytes of it, kept by every connection, would keep all of it. */
  readonly #sizeField = Buffer.allocUnsafeSlow(SIZE_FIELD);
  /** The beginning of a packet whose rest has not come yet; the size field alone at first. */
  #pending = this.#sizeField;
  #filled = 0;
  #afterEmptyValue = false;

  /**
   * The packets that `chunk` completes. Their bodies are valid until the caller reuses `chunk`.
   *
   * @throws ProtocolError when the bytes are no packets; the stream is out of step then.
   */
  *push(chunk: Buffer): Generator<Packet, void, undefined> {
    let at = 0;
    while (at < chunk.length) {
      const rest = chunk.length - at;
      if (this.#filled === 0 && rest >= SIZE_FIELD) {
        const length = this.#packetLength(chunk.readInt32LE(at));
        if (rest >= length) {
          const packet = this.#take(chunk.subarray(at, at + length));
          at += length;
          if (packet !== null) yield packet;
          continue;
        }
      }
      at += this.#keep(chunk, at);
      if (this.#pending !== this.#sizeField && this.#filled === this.#pending.length) {
        const packet = this.#take(this.#pending);
        this.#pending = this.#sizeField;
        this.#filled = 0;
        if (packet !== null) yield packet;
      }
    }
  }

  /**
   * The body of the answer with this id, where `chunk` is nothing but that in one packet, the sentinel with the next id mirrored as an
   * empty one, and what srcds sends behind it. So are nearly all answers, and this costs a fraction of `push`. Null where `chunk` is
   * for `push`: then nothing of it has been taken. Valid until the caller reuses `chunk`.
   */
  takeAnswer(chunk: Buffer, id: number): Buffer | null {
    if (this.#filled !== 0 || chunk.length < 2 * EMPTY_LENGTH) return null;
    const size = chunk.readInt32LE(0);
    const sentinelAt = SIZE_FIELD + size;
    const trailerAt = sentinelAt + EMPTY_LENGTH;
    if (size < MIN_SIZE || trailerAt > chunk.length) return null;
    if (!isValue(chunk, 0, size, id) || !isValue(chunk, sentinelAt, MIN_SIZE, id + 1)) return null;
    const hasTrailer = trailerAt < chunk.length;
    if (hasTrailer) {
      if (chunk.length !== trailerAt + SIZE_FIELD + TRAILER_SIZE) return null;
      if (!isValue(chunk, trailerAt, TRAILER_SIZE, id + 1)) return null;
    }
    this.#afterEmptyValue = !hasTrailer;
    return chunk.subarray(SIZE_FIELD + 8, sentinelAt - 2);
  }

  /** Copies as much of `chunk` as the size field, and then the packet, still lacks. Returns the number of bytes copied. */
  #keep(chunk: Buffer, from: number): number {
    const copied = chunk.copy(this.#pending, this.#filled, from);
    this.#filled += copied;
    if (this.#pending === this.#sizeField && this.#filled === SIZE_FIELD) {
      // Checked before the packet is buffered: a wrong port must not make us wait for 2 GB.
      const packet = Buffer.allocUnsafe(this.#packetLength(this.#pending.readInt32LE(0)));
      this.#pending.copy(packet);
      this.#pending = packet;
    }
    return copied;
  }

  #packetLength(size: number): number {
    if (this.#afterEmptyValue && size === SQUAD_STRAY_WORD) return SQUAD_STRAY_LENGTH;
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new ProtocolError(`not Source RCON: a packet that says it has ${size} bytes`);
    }
    return SIZE_FIELD + size;
  }

  /** Null for the stray bytes of Squad. */
  #take(bytes: Buffer): Packet | null {
    if (bytes.length === SQUAD_STRAY_LENGTH) {
      this.#afterEmptyValue = false;
      return null;
    }
    const packet = decodePacket(bytes);
    this.#afterEmptyValue = packet.type === SERVERDATA_RESPONSE_VALUE && packet.body.length === 0;
    return packet;
  }
}

/** Whether a RESPONSE_VALUE of this size and id stands at `at`. */
function isValue(bytes: Buffer, at: number, size: number, id: number): boolean {
  return (
    bytes.readInt32LE(at) === size &&
    bytes.readInt32LE(at + 4) === id &&
    bytes.readInt32LE(at + 8) === SERVERDATA_RESPONSE_VALUE
  );
}
