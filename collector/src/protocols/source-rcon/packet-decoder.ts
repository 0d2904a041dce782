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
