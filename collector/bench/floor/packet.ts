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
