/** Frames of Source RCON, written a second time: a fake that shared code with the client would share its mistakes. */
export interface RconRequest {
  readonly id: number;
  readonly type: number;
  readonly body: string;
}

/** `size` and `body` may lie: a fake has to be able to send what is wrong. */
export function rconPacket(
  id: number,
  type: number,
  body: string | Buffer = '',
  size?: number,
): Buffer {
  const bytes = Buffer.from(body);
  const packet = Buffer.alloc(14 + bytes.length);
  packet.writeInt32LE(size ?? 10 + bytes.length, 0);
  packet.writeInt32LE(id, 4);
  packet.writeInt32LE(type, 8);
  bytes.copy(packet, 12);
  return packet;
}

/** Takes the whole requests off the front of `bytes`. */
export function takeRequests(bytes: Buffer): {
  readonly requests: readonly RconRequest[];
  readonly rest: Buffer;
} {
  const requests: RconRequest[] = [];
  let rest = bytes;
  while (rest.length >= 4 && rest.length >= 4 + rest.readInt32LE(0)) {
    const end = 4 + rest.readInt32LE(0);
    requests.push({
      id: rest.readInt32LE(4),
      type: rest.readInt32LE(8),
      body: rest.toString('utf8', 12, end - 2),
    });
    rest = rest.subarray(end);
  }
  return { requests, rest };
}

/** How srcds mirrors the sentinel: an empty packet, and one with a body of four bytes behind it. */
export function mirrored(id: number): Buffer {
  return Buffer.concat([rconPacket(id, 0), rconPacket(id, 0, Buffer.from([0, 1, 0, 0]))]);
}

/** An answer in parts of at most 4,086 bytes, as srcds cuts it. */
export function answerPackets(id: number, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const parts: Buffer[] = [rconPacket(id, 0, bytes.subarray(0, 4_086))];
  for (let at = 4_086; at < bytes.length; at += 4_086) {
    parts.push(rconPacket(id, 0, bytes.subarray(at, at + 4_086)));
  }
  return Buffer.concat(parts);
}
