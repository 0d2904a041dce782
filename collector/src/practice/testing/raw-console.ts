import { once } from 'node:events';
import { connect } from 'node:net';

/** A TCP connection that knows nothing of RCON but bytes. */
export interface RawConsole extends AsyncDisposable {
  send(hexOrBytes: string | Uint8Array): void;
  /** The next so many bytes, as hex. */
  read(length: number): Promise<string>;
  /** Resolves with what came unread when the server has ended the connection. */
  readonly ended: Promise<string>;
}

export async function rawConsole(port: number): Promise<RawConsole> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    socket.emit('more');
  });
  // A reset is an end, too.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  // A server that bans us accepts, and ends the connection at once.
  await Promise.race([once(socket, 'connect'), closed]);
  return {
    send: (bytes) => {
      socket.write(
        typeof bytes === 'string' ? Buffer.from(bytes.replaceAll(' ', ''), 'hex') : bytes,
      );
    },
    read: async (length) => {
      while (received.length < length) await once(socket, 'more');
      const taken = received.subarray(0, length);
      received = received.subarray(length);
      return taken.toString('hex');
    },
    ended: closed.then(() => received.toString('hex')),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await closed;
    },
  };
}

/** A request as the protocol document draws it. */
export function request(id: number, type: number, body: string): Buffer {
  const text = Buffer.from(body);
  const head = Buffer.alloc(12);
  head.writeInt32LE(text.length + 10, 0);
  head.writeInt32LE(id, 4);
  head.writeInt32LE(type, 8);
  return Buffer.concat([head, text, Buffer.alloc(2)]);
}
