import { describe, expect, it, vi } from 'vitest';
import { UnreachableError } from '../errors.ts';
import { fakeRconServer, type FakeConsole, type FakeServer } from '../testing/fake-rcon-server.ts';
import { answerPackets, mirrored, rconPacket, type RconRequest } from '../testing/rcon-wire.ts';
import { acceptLogin, serveSrcds } from '../testing/srcds.ts';
import { SourceRconClient } from './source-rcon-client.ts';

const never = new AbortController().signal;
const target = ({ port }: { readonly port: number }, password = 's3cret') => ({
  name: 'test',
  host: '127.0.0.1',
  port,
  password,
});
const connect = (server: FakeServer) => SourceRconClient.connect(target(server), never);
const echo = ({ id, body }: RconRequest) => answerPackets(id, `you said ${body}`);

describe('between two commands', () => {
  const idle = (send: (rcon: FakeConsole) => void) => async (rcon: FakeConsole) => {
    await acceptLogin(rcon);
    for await (const request of rcon.requests()) {
      if (request.type === 2) rcon.send(echo(request));
      if (request.type === 0) {
        rcon.send(mirrored(request.id));
        send(rcon);
      }
    }
  };

  it.each([
    ['is ended', (rcon: FakeConsole) => rcon.socket.end()],
    ['is reset', (rcon: FakeConsole) => rcon.socket.resetAndDestroy()],
    ['has lost its login', (rcon: FakeConsole) => rcon.socket.write(rconPacket(-1, 2))],
    ['brings garbage', (rcon: FakeConsole) => rcon.socket.write('garbage')],
    [
      'brings endless chat',
      (rcon: FakeConsole) =>
        rcon.socket.write(
          rconPacket(0, 1, 'x'.repeat(60_000)).toString('latin1').repeat(20),
          'latin1',
        ),
    ],
  ])('a connection that %s is known to be closed', async (_name, send) => {
    await using server = await fakeRconServer(idle(send));
    const client = await connect(server);
    await client.execute('status', never).catch(() => undefined);
    await vi.waitFor(() => {
      expect(client.closed).toBe(true);
    }, 20_000);
    await expect(client.execute('status', never)).rejects.toThrow(UnreachableError);
  });

  it('chat does no harm', async () => {
    await using server = await fakeRconServer(
      idle((rcon) => {
        rcon.send(rconPacket(0, 1, 'chat'), rconPacket(-1, 4, 'line'));
      }),
    );
    const client = await connect(server);
    for (let count = 0; count < 3; count += 1) {
      expect(await client.execute('status', never)).toBe('you said status');
    }
    client.close();
  });
});

describe('the sentinel', () => {
  it('is no longer sent to a server that ignores it', async () => {
    const types: number[] = [];
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      for await (const request of rcon.requests()) {
        types.push(request.type);
        if (request.type === 2) rcon.send(echo(request));
      }
    });
    const client = await connect(server);
    for (const command of ['a', 'b']) await client.execute(command, never);
    expect(types).toEqual([2, 0, 2]);
    client.close();
  });

  it.each([
    ['like srcds', true, 1],
    ['like Minecraft, which parses one packet a read', false, 2],
  ])('of the first command to a server that logs in %s', async (_name, isSource, writes) => {
    let reads = 0;
    await using server = await fakeRconServer(async (rcon) => {
      const login = await rcon.next();
      const accepted = rconPacket(login?.id ?? 0, 2);
      rcon.send(...(isSource ? [rconPacket(login?.id ?? 0, 0)] : []), accepted);
      for await (const chunk of rcon.reads()) {
        reads += 1;
        const id = chunk.readInt32LE(4);
        rcon.send(chunk.readInt32LE(8) === 0 ? mirrored(id) : answerPackets(id, 'x'));
        if (chunk.length > 30) rcon.send(mirrored(id + 1));
      }
    });
    const client = await connect(server);
    expect(await client.execute('status', never)).toBe('x');
    expect(reads).toBe(writes);
    client.close();
  });

  it('that comes back late is relied on from then on', async () => {
    let late: Buffer | null = null;
    const types: number[] = [];
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      for await (const request of rcon.requests()) {
        types.push(request.type);
        if (request.type === 0 && late === null) late = mirrored(request.id);
        else if (request.type === 0) rcon.send(mirrored(request.id));
        else rcon.send(late ?? Buffer.alloc(0), echo(request));
      }
    });
    const client = await connect(server);
    for (const command of ['a', 'b', 'c']) {
      expect(await client.execute(command, never)).toBe(`you said ${command}`);
    }
    expect(types).toEqual([2, 0, 2, 2, 0]);
    client.close();
  });

  it('ends the answer of a server that does not answer a command without output', async () => {
    await using server = await fakeRconServer((rcon) => serveSrcds(rcon, { command: () => null }));
    const client = await connect(server);
    expect(await client.execute('say hello', never)).toBe('');
    client.close();
  });
});
