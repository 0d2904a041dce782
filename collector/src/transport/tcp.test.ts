import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { UnreachableError } from '../errors.ts';
import { blackHole } from '../testing/black-hole.ts';
import { connectTcp, formatAddress, type TcpHandlers } from './tcp.ts';

const never = new AbortController().signal;
const ignore: TcpHandlers = { onBytes: () => undefined, onLost: () => undefined };

const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

async function listen(onSocket: (socket: Socket) => void) {
  const server = createServer(onSocket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function freePort(): Promise<number> {
  const server = await listen(() => undefined);
  await server[Symbol.asyncDispose]();
  return server.port;
}

/** What comes until the far end is gone, and how it went. */
function readAll(host: string, port: number): Promise<{ text: string; cause: Error | null }> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onBytes = (chunk: Buffer) => {
      text += chunk.toString('latin1');
    };
    const onLost = (cause: Error | null) => {
      resolve({ text, cause });
    };
    connectTcp({ host, port }, { onBytes, onLost }, never).catch(reject);
  });
}

describe('an attempt to connect', () => {
  it('that is refused says so, with the address', async () => {
    const port = await freePort();
    const attempt = connectTcp({ host: '127.0.0.1', port }, ignore, never);
    await expect(attempt).rejects.toThrow(UnreachableError);
    await expect(attempt).rejects.toThrow(`127.0.0.1:${port} refused the connection`);
  });

  it('to a name that does not exist says so', async () => {
    await expect(
      connectTcp({ host: 'no-such-host.invalid', port: 27_015 }, ignore, never),
    ).rejects.toThrow(/the name no-such-host\.invalid (?:was not found|could not be looked up)/);
  });

  it('to a name works, and every address of it is tried', async () => {
    await using server = await listen((socket) => socket.end('hello'));
    expect(await readAll('localhost', server.port)).toEqual({ text: 'hello', cause: null });
  });

  it('that nobody answers ends with the reason of the abort', async () => {
    await using hole = await blackHole();
    const controller = new AbortController();
    const attempt = connectTcp({ host: '127.0.0.1', port: hole.port }, ignore, controller.signal);
    const reason = new Error('deadline');
    controller.abort(reason);
    await expect(attempt).rejects.toBe(reason);
  });

  it('is not made once the signal has aborted', async () => {
    const onSocket = vi.fn();
    await using server = await listen(onSocket);
    const reason = new Error('stopped');
    await expect(
      connectTcp({ host: '127.0.0.1', port: server.port }, ignore, AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
    expect(onSocket).not.toHaveBeenCalled();
  });
});

describe('an open connection', () => {
  it('hands on every byte, also when many connections share the read buffer', async () => {
    await using server = await listen((socket) => {
      socket.once('data', (request) => socket.end(request.toString('latin1').repeat(50_000)));
    });
    const texts = await Promise.all(
      LETTERS.map(
        (letter) =>
          new Promise<string>((resolve, reject) => {
            let text = '';
            const onBytes = (chunk: Buffer) => {
              text += chunk.toString('latin1');
            };
            const onLost = () => {
              resolve(text);
            };
            connectTcp({ host: '127.0.0.1', port: server.port }, { onBytes, onLost }, never)
              .then((connection) => {
                connection.write(Buffer.from(letter));
              })
              .catch(reject);
          }),
      ),
    );
    expect(texts).toEqual(LETTERS.map((letter) => letter.repeat(50_000)));
  });

  it('that is reset says so, once', async () => {
    await using server = await listen((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const onLost = vi.fn();
    const address = { host: '127.0.0.1', port: server.port };
    const connection = await connectTcp(address, { ...ignore, onLost }, never);
    connection.write(Buffer.from('hello'));
    await vi.waitFor(() => {
      expect(onLost).toHaveBeenCalled();
    }, 20_000);
    expect(onLost.mock.calls).toEqual([[expect.objectContaining({ code: 'ECONNRESET' })]]);
  });

  it('is gone for the far end after it was closed, and nothing is told to the handlers', async () => {
    const gone = vi.fn();
    await using server = await listen((socket) => {
      socket.on('close', gone).resume();
    });
    const onLost = vi.fn();
    const address = { host: '127.0.0.1', port: server.port };
    const connection = await connectTcp(address, { ...ignore, onLost }, never);
    connection.close();
    connection.close();
    connection.write(Buffer.from('too late'));
    await vi.waitFor(() => {
      expect(gone).toHaveBeenCalledOnce();
    }, 20_000);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('does not heed the signal it was made under: the connection outlives the poll', async () => {
    await using server = await listen((socket) => socket.pipe(socket));
    const controller = new AbortController();
    const echo = vi.fn();
    const onBytes = (chunk: Buffer) => {
      echo(chunk.toString());
    };
    const address = { host: '127.0.0.1', port: server.port };
    const connection = await connectTcp(address, { ...ignore, onBytes }, controller.signal);
    controller.abort(new Error('the poll is over'));
    connection.write(Buffer.from('still here'));
    await vi.waitFor(() => {
      expect(echo).toHaveBeenCalledWith('still here');
    }, 20_000);
    connection.close();
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1:27015'],
  ['2001:db8::1', '[2001:db8::1]:27015'],
  ['game.example.org', 'game.example.org:27015'],
])('writes %s as %s', (host, expected) => {
  expect(formatAddress({ host, port: 27_015 })).toBe(expected);
});
