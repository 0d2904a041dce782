import { describe, expect, it } from 'vitest';
import { executeOnce, RconError, SourceRcon } from './source-rcon.ts';
import { fakeRconServer, type FakeHandler } from './testing/fake-rcon-server.ts';
import { answerPackets, rconPacket } from './testing/rcon-wire.ts';
import { acceptLogin, serveSrcds } from './testing/srcds.ts';

const echo: FakeHandler = (rcon) =>
  serveSrcds(rcon, { command: ({ id, body }) => answerPackets(id, `${body}!`) });

async function opened(server: { host: string; port: number }): Promise<SourceRcon> {
  const rcon = new SourceRcon({ host: server.host, port: server.port, timeoutMs: 500 });
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
    const asked = executeOnce(server, 'p', 'x', { timeoutMs: 500 });
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
});
