/** Packet types. 2 means another thing in each direction. */
export const SERVERDATA_RESPONSE_VALUE = 0;
export const SERVERDATA_EXECCOMMAND = 2;
export const SERVERDATA_AUTH_RESPONSE = 2;
export const SERVERDATA_AUTH = 3;

/** Bytes of the size field. */
export const SIZE_FIELD = 4;
/** What the size field counts besides the body: id, type and two NULs. */
export const MIN_SIZE = 10;
/** Source keeps to 4,096 in normal cases; some branches have been seen to send more. */
export const MAX_SIZE = 64 * 1_024;

export interface Packet {
  /** The one of the request; -1 in a refused login. */
  readonly id: number;
  readonly type: number;
  /** Without the two NULs that end it. Valid until the next read: copy what you keep. */
  readonly body: Buffer;
}

export interface OutgoingPacket {
  readonly id: number;
  readonly type: number;
  readonly body: string;
}

/**
 * The bytes of one or more packets, to be written together.
 *
 * @throws Error if a body holds a NUL, which would end it early: what is sent has to be checked before.
 */
export function encodePackets(...packets: readonly OutgoingPacket[]): Buffer {
  let length = 0;
  for (const { body } of packets) length += SIZE_FIELD + MIN_SIZE + Buffer.byteLength(body);
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { id, type, body } of packets) {
    if (body.includes('\0')) throw new Error('a packet body cannot hold a NUL');
    bytes.writeInt32LE(id, at + 4);
    bytes.writeInt32LE(type, at + 8);
    const end = at + 12 + bytes.write(body, at + 12);
    bytes.writeInt32LE(end + 2 - at - SIZE_FIELD, at);
    bytes[end] = 0;
    bytes[end + 1] = 0;
    at = end + 2;
  }
  return bytes;
}

/** Reads a whole packet, its size field included. The size has been checked. */
export function decodePacket(bytes: Buffer): Packet {
  return {
    id: bytes.readInt32LE(4),
    type: bytes.readInt32LE(8),
    body: bytes.subarray(12, bytes.length - 2),
  };
}

/** How many bytes the packet took on the wire. */
export function packetLength({ body }: Packet): number {
  return SIZE_FIELD + MIN_SIZE + body.length;
}
