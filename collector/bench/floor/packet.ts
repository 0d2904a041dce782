/** Before the body of a packet: its size, id and type. */
export const HEAD = 12;

/** A packet of Source RCON, from a body of single-byte characters. */
export function packet(id: number, type: number, body: string): Buffer {
  const bytes = Buffer.allocUnsafe(14 + body.length);
  bytes.writeInt32LE(10 + body.length, 0);
  bytes.writeInt32LE(id, 4);
  bytes.writeInt32LE(type, 8);
  bytes.write(body, HEAD, 'latin1');
  bytes[12 + body.length] = 0;
  bytes[13 + body.length] = 0;
  return bytes;
}

/** Cuts what comes in into whole packets, by their length. */
export class Frames {
  readonly #onPacket: (bytes: Buffer, at: number, end: number) => void;
  #partial: Buffer | null = null;

  /** `onPacket` gets the bytes from `at` to `end`, which it must not keep. */
  constructor(onPacket: (bytes: Buffer, at: number, end: number) => void) {
    this.#onPacket = onPacket;
  }

  push(chunk: Buffer): void {
    const bytes = this.#partial === null ? chunk : Buffer.concat([this.#partial, chunk]);
    this.#partial = null;
    let at = 0;
    while (bytes.length - at >= HEAD) {
      const end = at + 4 + bytes.readInt32LE(at);
      if (end > bytes.length) break;
      this.#onPacket(bytes, at, end);
      at = end;
    }
    if (at < bytes.length) this.#partial = Buffer.from(bytes.subarray(at));
  }

  /** Forgets what has come in part. */
  reset(): void {
    this.#partial = null;
  }
}
