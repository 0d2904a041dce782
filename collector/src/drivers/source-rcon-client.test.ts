import { UserError, withDeadline } from '@rollcall/shared';
import { describe, expect, it, vi } from 'vitest';
import { AuthError, ProtocolError, TimeoutError, UnreachableError } from '../errors.ts';
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
const srcds = (rcon: FakeConsole) => serveSrcds(rcon, { command: echo });

describe('a command', () => {
  it('is answered, again and again over one connection', async () => {
    await using server = await fakeRconServer(srcds);
    const client = await connect(server);
    for (const command of ['status', 'сло́н', 'x'.repeat(510)]) {
      expect(await client.execute(command, never)).toBe(`you said ${command}`);
    }
    expect(server.accepted).toBe(1);
    client.close();
  });

  it('waits for its turn, in order', async () => {
    await using server = await fakeRconServer(srcds);
    const client = await connect(server);
    const order: string[] = [];
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (command) => {
        order.push(await client.execute(command, never));
      }),
    );
    expect(order).toEqual(['a', 'b', 'c', 'd'].map((command) => `you said ${command}`));
    client.close();
  });

  it('that would be two is refused before anything is sent, and the connection lives on', async () => {
    const seen: string[] = [];
    await using server = await fakeRconServer((rcon) =>
      serveSrcds(rcon, {
        command: (request) => {
          seen.push(request.body);
          return echo(request);
        },
      }),
    );
    const client = await connect(server);
    await expect(client.execute('say x\nquit', never)).rejects.toThrow(UserError);
    expect(await client.execute('status', never)).toBe('you said status');
    expect(seen).toEqual(['status']);
    client.close();
  });

  it('fails with those that wait behind it when the connection dies', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      await rcon.next();
      rcon.socket.end();
    });
    const client = await connect(server);
    const results = await Promise.allSettled(
      ['a', 'b', 'c'].map((command) => client.execute(command, never)),
    );
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(client.closed).toBe(true);
  });

  it('does not show its arguments in an error, since they may be a password', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      await rcon.next();
      rcon.socket.end();
    });
    const client = await connect(server);
    await expect(client.execute('sv_password hunter2', never)).rejects.toThrow(
      /its answer to "sv_password"$/,
    );
  });
});

describe('an abort', () => {
  it('lets its reason through and closes the connection', async () => {
    const commands: string[] = [];
    await using server = await fakeRconServer((rcon) =>
      serveSrcds(rcon, {
        command: ({ body }) => {
          commands.push(body);
          return null;
        },
        sentinel: () => null,
      }),
    );
    const client = await connect(server);
    const controller = new AbortController();
    const answer = client.execute('status', controller.signal);
    await vi.waitFor(() => {
      expect(commands).toEqual(['status']);
    });
    const reason = new Error('stopped by SIGTERM');
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(client.closed).toBe(true);
    await vi.waitFor(() => {
      expect(server.open).toBe(0);
    });
    await expect(client.execute('status', never)).rejects.toThrow(UnreachableError);
  });

  it('before the beginning sends nothing', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      if ((await rcon.next()) !== null) throw new Error('a command was sent');
    });
    const client = await connect(server);
    const reason = new Error('stopped');
    await expect(client.execute('status', AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(client.closed).toBe(true);
    await expect(SourceRconClient.connect(target(server), AbortSignal.abort(reason))).rejects.toBe(
      reason,
    );
    await vi.waitFor(() => {
      expect(server.open).toBe(0);
    });
  });

  it('leaves no listener on a signal that lives long', async () => {
    await using server = await fakeRconServer(srcds);
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const client = await SourceRconClient.connect(target(server), signal);
    await client.execute('status', signal);
    client.close();
    expect(add).toHaveBeenCalled();
    const removed = new Set(remove.mock.calls.map(([, listener]) => listener));
    expect(add.mock.calls.filter(([, listener]) => !removed.has(listener))).toEqual([]);
  });
});

describe('a deadline', () => {
  const onTimeout = () => new TimeoutError('no answer within 0.1 s');

  it('tells that the login was not answered', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await rcon.next();
    });
    await expect(
      withDeadline(never, 100, onTimeout, (signal) =>
        SourceRconClient.connect(target(server), signal),
      ),
    ).rejects.toThrow(
      `no answer within 0.1 s: 127.0.0.1:${server.port} accepts the connection but does not answer the login`,
    );
  });

  it('tells which command was not answered', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
    });
    const client = await connect(server);
    await expect(
      withDeadline(never, 100, onTimeout, (signal) => client.execute('status', signal)),
    ).rejects.toThrow(`no answer within 0.1 s: no whole answer to "status" from 127.0.0.1`);
    expect(client.closed).toBe(true);
  });
});

describe('a password', () => {
  it.each(['', 'a\0b'])('that cannot be right (%j) is not tried', async (password) => {
    await using server = await fakeRconServer(srcds);
    await expect(SourceRconClient.connect(target(server, password), never)).rejects.toThrow(
      AuthError,
    );
    expect(server.accepted).toBe(0);
  });

  it('is sent as it is', async () => {
    const password = 'pässword "with" ; blanks';
    await using server = await fakeRconServer(async (rcon) => {
      expect(await rcon.next()).toMatchObject({ type: 3, body: password });
      rcon.socket.end();
    });
    await expect(SourceRconClient.connect(target(server, password), never)).rejects.not.toThrow(
      /pässword/,
    );
  });
});

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
    });
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

it('tells garbage from a ban', async () => {
  await using server = await fakeRconServer(async (rcon) => {
    await rcon.next();
    rcon.send(Buffer.from('HTTP/1.1 400'));
    rcon.socket.end();
  });
  await expect(connect(server)).rejects.toThrow(ProtocolError);
});
