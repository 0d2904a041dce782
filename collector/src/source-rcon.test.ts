import { describe, expect, it } from 'vitest';
import { executeOnce, RconError, SourceRcon } from './source-rcon.ts';
import { blackHole } from './testing/black-hole.ts';
import { fakeRconServer, type FakeHandler } from './testing/fake-rcon-server.ts';
import { answerPackets, mirrored, rconPacket } from './testing/rcon-wire.ts';
import { acceptLogin, serveSrcds } from './testing/srcds.ts';

const echo: FakeHandler = (rcon) =>
  serveSrcds(rcon, { command: ({ id, body }) => answerPackets(id, `${body}!`) });

async function opened(server: { host: string; port: number }): Promise<SourceRcon> {
  const rcon = new SourceRcon({ host: server.host, port: server.port, timeoutMs: 20_000 });
  await rcon.connect();
  await rcon.authenticate('p');
  return rcon;
}

it('tells how far it has come', async () => {
  await using server = await fakeRconServer(echo);
  using rcon = new SourceRcon(server);
  const state = () => [rcon.connected, rcon.authenticated, rcon.closed];
  expect(state()).toEqual([false, false, false]);
  await expect(rcon.execute('x')).rejects.toMatchObject({ code: 'not-connected' });
  await rcon.connect();
  expect(state()).toEqual([true, false, false]);
  await expect(rcon.execute('x')).rejects.toMatchObject({
    code: 'authentication',
    reason: 'required',
  });
  await rcon.authenticate('p');
  expect(state()).toEqual([true, true, false]);
  expect((await rcon.execute('x')).text).toBe('x!');
  rcon.close();
  expect(state()).toEqual([false, false, true]);
  await expect(rcon.execute('x')).rejects.toMatchObject({ code: 'closed' });
  await expect(rcon.connect()).rejects.toMatchObject({ code: 'closed' });
});

it('gives the bytes beside the text, for servers that do not send UTF-8', async () => {
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, { command: ({ id }) => answerPackets(id, Buffer.from('caf\xe9', 'latin1')) }),
  );
  using rcon = await opened(server);
  const { text, bytes } = await rcon.execute('x');
  expect(text).toBe('caf\ufffd');
  expect(bytes.toString('latin1')).toBe('café');
});

it('hands out typed variables one by one', async () => {
  const list = 'cvar list\n---\na : cmd : : help\nb : 1.5 : , "nf" : more : help\n---\n2 total\n';
  const asked: string[] = [];
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: ({ id, body }) => {
        asked.push(body);
        return answerPackets(id, list);
      },
    }),
  );
  using rcon = await opened(server);
  const seen: unknown[] = [];
  for await (const cvar of rcon.cvars({ prefix: 'a' })) seen.push(cvar);
  expect(asked).toEqual(['cvarlist a']);
  expect(seen).toEqual([
    { type: 'command', name: 'a', flags: [], description: 'help' },
    {
      type: 'variable',
      name: 'b',
      flags: ['nf'],
      description: 'more : help',
      value: '1.5',
      number: 1.5,
    },
  ]);
});

describe('tells failures apart:', () => {
  it.each<[string, FakeHandler, object]>([
    [
      'a wrong password',
      async (rcon) => {
        const login = await rcon.next();
        if (login !== null) rcon.send(rconPacket(login.id, 0), rconPacket(-1, 2));
      },
      { code: 'authentication', reason: 'wrong-password' },
    ],
    [
      'a ban',
      async (rcon) => {
        await rcon.next();
        rcon.socket.end();
      },
      { code: 'authentication', reason: 'banned' },
    ],
    [
      'a server that closes in mid answer',
      async (rcon) => {
        await acceptLogin(rcon);
        await rcon.next();
        rcon.socket.end(rconPacket(2, 0, 'half').subarray(0, 15));
      },
      { code: 'communication', reason: null },
    ],
    [
      'bytes that are no RCON',
      async (rcon) => {
        await acceptLogin(rcon);
        await rcon.next();
        rcon.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
      },
      { code: 'message' },
    ],
    [
      'silence',
      async (rcon) => {
        await acceptLogin(rcon);
      },
      { code: 'timeout' },
    ],
  ])('%s', async (_what, handler, failure) => {
    await using server = await fakeRconServer(handler);
    const timeoutMs = 'code' in failure && failure.code === 'timeout' ? 500 : 20_000;
    const asked = executeOnce(server, 'p', 'x', { timeoutMs });
    await expect(asked).rejects.toBeInstanceOf(RconError);
    await expect(asked).rejects.toMatchObject(failure);
  });

  it('nobody there', async () => {
    const asked = executeOnce({ host: '127.0.0.1', port: 1 }, 'p', 'x');
    await expect(asked).rejects.toMatchObject({ code: 'communication' });
  });

  it('a command that cannot be sent, which costs nothing', async () => {
    await using server = await fakeRconServer(echo);
    using rcon = await opened(server);
    await expect(rcon.execute('a\nb')).rejects.toMatchObject({ code: 'message' });
    expect((await rcon.execute('c')).text).toBe('c!');
  });

  it('an abort, which keeps its reason and ends the connection', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
    });
    using rcon = await opened(server);
    const cancel = new AbortController();
    const asked = rcon.execute('x', { signal: cancel.signal });
    const reason = new Error('changed my mind');
    cancel.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect(rcon.closed).toBe(true);
  });

  it('a connection that is closed while something runs', async () => {
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
    });
    using connecting = new SourceRcon(server);
    const connected = connecting.connect();
    expect([connecting.connected, connecting.closed]).toEqual([false, false]);
    await expect(connecting.execute('x')).rejects.toMatchObject({ code: 'not-connected' });
    connecting.close();
    await expect(connected).rejects.toMatchObject({ code: 'closed' });
    using rcon = await opened(server);
    const asked = Promise.allSettled([rcon.execute('x'), rcon.execute('y')]);
    rcon.close();
    const closed = { status: 'rejected', reason: { code: 'closed' } };
    expect(await asked).toMatchObject([closed, closed]);
  });

  it('an attempt to connect that is given up, after which another can be made', async () => {
    await using hole = await blackHole();
    using rcon = new SourceRcon({ host: '127.0.0.1', port: hole.port });
    for (const text of ['no', 'never']) {
      const cancel = new AbortController();
      const connected = rcon.connect({ signal: cancel.signal });
      cancel.abort(new Error(text));
      await expect(connected).rejects.toThrow(text);
    }
    await expect(rcon.connect({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
    expect(rcon.closed).toBe(false);
  });

  it('a command that gives up before its turn, which costs nothing', async () => {
    let hold: Promise<void> = Promise.resolve();
    await using server = await fakeRconServer(async (rcon) => {
      await acceptLogin(rcon);
      for await (const { id, body } of rcon.requests()) {
        await hold;
        rcon.send(body === '' ? mirrored(id) : answerPackets(id, body));
      }
    });
    let release: () => void = () => undefined;
    hold = new Promise((resolve) => {
      release = resolve;
    });
    using rcon = await opened(server);
    const first = rcon.execute('first');
    const cancel = new AbortController();
    const second = rcon.execute('second', { signal: cancel.signal });
    const third = rcon.execute('third', { timeoutMs: 10 });
    const fourth = rcon.execute('fourth');
    const reason = new Error('never mind');
    cancel.abort(reason);
    await expect(second).rejects.toBe(reason);
    await expect(third).rejects.toMatchObject({ code: 'timeout' });
    expect(rcon.closed).toBe(false);
    release();
    expect((await first).text).toBe('first');
    expect((await fourth).text).toBe('fourth');
  });
});
