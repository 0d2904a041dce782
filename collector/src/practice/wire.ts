/** The server's side of Source RCON, written from the protocol document and not shared with the client that it tests. */
export const AUTH = 3;
export const EXEC_COMMAND = 2;
export const AUTH_RESPONSE = 2;
export const RESPONSE_VALUE = 0;

/** srcds puts at most this much of an answer into one packet: 4,096 in the size field. */
const MAX_BODY_BYTES = 4_086;
/** A client that announces more is no RCON client. */
const MAX_REQUEST_BYTES = 4_106;

export interface Request {
  readonly id: number;
  readonly type: number;
  readonly body: string;
}

export function packet(id: number, type: number, body: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.alloc(14 + body.length);
  bytes.writeInt32LE(10 + body.length, 0);
  bytes.writeInt32LE(id, 4);
  bytes.writeInt32LE(type, 8);
  bytes.set(body, 12);
  return bytes;
}

/** An answer as srcds cuts it: at byte positions, inside a character too; at least one packet. */
export function answerPackets(id: number, text: string): Buffer[] {
  const body = Buffer.from(text);
  const packets: Buffer[] = [];
  for (let at = 0; at === 0 || at < body.length; at += MAX_BODY_BYTES) {
    packets.push(packet(id, RESPONSE_VALUE, body.subarray(at, at + MAX_BODY_BYTES)));
  }
  return packets;
}

/** What srcds answers to a request of type 0: the same, and one more packet with four odd bytes. */
export function mirrorPackets(id: number): Buffer[] {
  return [packet(id, RESPONSE_VALUE), packet(id, RESPONSE_VALUE, Buffer.from([0, 1, 0, 0]))];
}

/** Cuts requests out of what came; null where the client does not speak RCON. */
export function takeRequests(bytes: Buffer): { requests: Request[]; rest: Buffer } | null {
  const requests: Request[] = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const size = rest.readInt32LE(0);
    if (size < 10 || size > MAX_REQUEST_BYTES) return null;
    if (rest.length < 4 + size) break;
    const end = rest.indexOf(0, 12);
    const body = rest.toString('utf8', 12, Math.min(end === -1 ? 2 + size : end, 2 + size));
    requests.push({ id: rest.readInt32LE(4), type: rest.readInt32LE(8), body });
    rest = rest.subarray(4 + size);
  }
  return { requests, rest };
}
