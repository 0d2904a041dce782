import { UserError, withDeadline } from '@rollcall/shared';
import { describe, expect, it, vi } from 'vitest';
import { AuthError, ProtocolError, TimeoutError, UnreachableError } from '../errors.ts';
import { fakeRconServer, type FakeConsole, type FakeServer } from '../testing/fake-rcon-server.ts';
import { answerPackets, type RconRequest } from '../testing/rcon-wire.ts';
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
    }, 20_000);
    const reason = new Error('stopped by SIGTERM');
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(client.closed).toBe(true);
    await vi.waitFor(() => {
      expect(server.open).toBe(0);
    }, 20_000);
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
    }, 20_000);
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

it('tells garbage from a ban', async () => {
  await using server = await fakeRconServer(async (rcon) => {
    await rcon.next();
    rcon.send(Buffer.from('HTTP/1.1 400'));
    rcon.socket.end();
  });
  await expect(connect(server)).rejects.toThrow(ProtocolError);
});
