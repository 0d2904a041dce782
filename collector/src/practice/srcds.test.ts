import { describe, expect, it } from 'vitest';
import { startSrcds, type SrcdsOptions } from './srcds.ts';
import { rawConsole, request, type RawConsole } from './testing/raw-console.ts';

const AUTH = 3;
const COMMAND = 2;
const SENTINEL = 0;
const EMPTY_VALUE_7 = '0a000000' + '07000000' + '00000000' + '0000';
const AUTH_OK_7 = '0a000000' + '07000000' + '02000000' + '0000';
const AUTH_REFUSED = '0a000000' + 'ffffffff' + '02000000' + '0000';

const start = (options: Partial<SrcdsOptions> = {}) =>
  startSrcds({
    host: '127.0.0.1',
    port: 0,
    password: 'sesame',
    bans: true,
    execute: (line) => `you said ${line}\n`,
    loginGapMs: 0,
    ...options,
  });

async function loggedIn(port: number): Promise<RawConsole> {
  const client = await rawConsole(port);
  client.send(request(7, AUTH, 'sesame'));
  expect(await client.read(28)).toBe(EMPTY_VALUE_7 + AUTH_OK_7);
  return client;
}

/** The bodies of so many packets, which must all have this id and type 0. */
async function bodies(client: RawConsole, id: number, count: number): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (let at = 0; at < count; at += 1) {
    const head = Buffer.from(await client.read(12), 'hex');
    expect([head.readInt32LE(4), head.readInt32LE(8)]).toEqual([id, 0]);
    const rest = Buffer.from(await client.read(head.readInt32LE(0) - 8), 'hex');
    expect(rest.subarray(-2)).toEqual(Buffer.alloc(2));
    found.push(rest.subarray(0, -2));
  }
  return found;
}

describe('a simulated srcds', () => {
  it('answers a login with an empty value and then with the login', async () => {
    await using srcds = await start();
    await using client = await loggedIn(srcds.port);
    client.send(request(8, COMMAND, 'echo hi'));
    expect(String((await bodies(client, 8, 1))[0])).toBe('you said echo hi\n');
  });

  it('takes requests byte by byte, and several in one read', async () => {
    await using srcds = await start();
    await using client = await rawConsole(srcds.port);
    for (const byte of request(7, AUTH, 'sesame')) client.send(new Uint8Array([byte]));
    expect(await client.read(28)).toBe(EMPTY_VALUE_7 + AUTH_OK_7);
    client.send(Buffer.concat([request(8, COMMAND, 'a'), request(9, COMMAND, 'b')]));
    expect(String((await bodies(client, 8, 1))[0])).toBe('you said a\n');
    expect(String((await bodies(client, 9, 1))[0])).toBe('you said b\n');
  });

  it('refuses a wrong password with id -1, and any password where none is set', async () => {
    for (const password of ['other', '']) {
      await using srcds = await start({ password });
      await using client = await rawConsole(srcds.port);
      client.send(request(7, AUTH, password === '' ? '' : 'sesame'));
      expect(await client.read(28)).toBe(EMPTY_VALUE_7 + AUTH_REFUSED);
    }
  });

  it('answers a command before the login with id -1', async () => {
    await using srcds = await start();
    await using client = await rawConsole(srcds.port);
    client.send(request(7, COMMAND, 'status'));
    expect(await client.read(14)).toBe(AUTH_REFUSED);
  });

  it('mirrors an empty value, followed by the four odd bytes', async () => {
    await using srcds = await start();
    await using client = await loggedIn(srcds.port);
    client.send(request(9, SENTINEL, ''));
    expect(await client.read(32)).toBe(
      '0a000000090000000000000000000e0000000900000000000000000100000000',
    );
  });

  it('cuts long answers into packets of 4,096 bytes, inside a character too', async () => {
    const text = `x${'é'.repeat(5_000)}`;
    await using srcds = await start({ execute: () => text });
    await using client = await loggedIn(srcds.port);
    client.send(request(9, COMMAND, 'cvarlist'));
    const parts = await bodies(client, 9, 3);
    expect(parts.map((part) => part.length)).toEqual([4_086, 4_086, 10_001 - 2 * 4_086]);
    expect(String(Buffer.concat(parts))).toBe(text);
  });

  it('answers a command that prints nothing with one empty packet', async () => {
    await using srcds = await start({ execute: () => '' });
    await using client = await loggedIn(srcds.port);
    client.send(request(9, COMMAND, 'say hi'));
    client.send(request(10, COMMAND, 'say ho'));
    expect(await bodies(client, 9, 1)).toEqual([Buffer.alloc(0)]);
    expect(await bodies(client, 10, 1)).toEqual([Buffer.alloc(0)]);
  });

  it('bans an address at its fifth failure: the console closes, and so does every later one', async () => {
    await using srcds = await start();
    for (let failure = 1; failure <= 4; failure += 1) {
      await using client = await rawConsole(srcds.port);
      client.send(request(7, AUTH, 'wrong'));
      expect(await client.read(28)).toBe(EMPTY_VALUE_7 + AUTH_REFUSED);
    }
    await using fifth = await rawConsole(srcds.port);
    fifth.send(request(7, AUTH, 'wrong'));
    expect(await fifth.ended).toBe(EMPTY_VALUE_7);
    await using later = await rawConsole(srcds.port);
    later.send(request(7, AUTH, 'sesame'));
    expect(await later.ended).toBe('');
  });

  it('bans nobody where bans are switched off', async () => {
    await using srcds = await start({ bans: false });
    for (let failure = 1; failure <= 12; failure += 1) {
      await using client = await rawConsole(srcds.port);
      client.send(request(7, AUTH, 'wrong'));
      expect(await client.read(28)).toBe(EMPTY_VALUE_7 + AUTH_REFUSED);
    }
    await using client = await loggedIn(srcds.port);
    expect(client).toBeDefined();
  });

  it.each(['ffffffff', '09000000', '00000080', 'ffffff7f'])(
    'ends the connection at a length that no request has (%s)',
    async (length) => {
      await using srcds = await start();
      await using client = await loggedIn(srcds.port);
      client.send(`${length} 08000000`);
      expect(await client.ended).toBe('');
    },
  );

  it('drops all consoles when asked to, and lets them in again', async () => {
    await using srcds = await start();
    await using one = await loggedIn(srcds.port);
    await using two = await loggedIn(srcds.port);
    srcds.dropConsoles();
    expect(await Promise.all([one.ended, two.ended])).toEqual(['', '']);
    await using again = await loggedIn(srcds.port);
    expect(again).toBeDefined();
  });
});
