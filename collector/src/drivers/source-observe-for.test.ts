import { expect, it } from 'vitest';
import { ProtocolError, TimeoutError, UnreachableError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { fakeRconServer, type FakeConsole, type FakeServer } from '../testing/fake-rcon-server.ts';
import { answerStatus, serveSrcds, STATUS } from '../testing/srcds.ts';
import type { Connection } from './driver.ts';
import { sourceDriver } from './source.ts';

const never = new AbortController().signal;

const connect = ({ host, port }: FakeServer) =>
  sourceDriver.connect({ name: 'test', host, port, password: 'x' }, never);

function observeFor(connection: Connection, signal = never): Promise<Observation> {
  return new Promise((resolve, reject) => {
    connection.observeFor?.({ seen: resolve, failed: reject }, signal);
  });
}

/** All that is seen of a server that answers `status` with one of these after the other. */
async function seenOf(texts: readonly string[], how: 'observe' | 'observeFor') {
  let asked = 0;
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, { command: (request) => answerStatus(request, texts[asked++]) }),
  );
  const connection = await connect(server);
  const seen: Observation[] = [];
  while (seen.length < texts.length) {
    seen.push(await (how === 'observe' ? connection.observe(never) : observeFor(connection)));
  }
  connection.close();
  return seen;
}

it('tells the same as a promise does, whatever has changed since the answer before', async () => {
  const later = STATUS.replace('05:10 60', '05:15 71');
  const renamed = later.replace('Zoey', 'zoey');
  const left = STATUS.replace('players : 1', 'players : 0').replace(/^# {2}2.*\n/m, '');
  const texts = [STATUS, STATUS, later, later, renamed, left, left, later];
  const seen = await seenOf(texts, 'observeFor');
  expect(seen).toEqual(await seenOf(texts, 'observe'));
  expect(
    seen.map(({ roster }) => roster.map(({ name, ping }) => `${name} ${String(ping)}`)),
  ).toEqual([['Zoey 60'], ['Zoey 60'], ['Zoey 71'], ['Zoey 71'], ['zoey 71'], [], [], ['Zoey 71']]);
});

it.each([
  [
    'a server that has become silent',
    () => null,
    TimeoutError,
    /no answer within 2 s: no whole answer to "status"/,
  ],
  [
    'a connection that is dropped',
    (rcon: FakeConsole) => {
      rcon.reset();
      return null;
    },
    UnreachableError,
    /before the end of its answer to "status"/,
  ],
  [
    'an answer that makes no sense',
    () => Buffer.from('this is no packet at all'),
    ProtocolError,
    /not Source RCON/,
  ],
] as const)('tells of %s once, and closes the connection', async (_, misbehave, kind, words) => {
  let asked = 0;
  const stop = new AbortController();
  await using server = await fakeRconServer((rcon) =>
    serveSrcds(rcon, {
      command: (request) => (++asked < 3 ? answerStatus(request) : misbehave(rcon)),
    }),
  );
  const connection = await connect(server);
  await observeFor(connection);
  await observeFor(connection);
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    const tell = (what: unknown) => {
      told.push(what);
      resolve();
    };
    connection.observeFor?.({ seen: tell, failed: tell }, stop.signal);
    if (kind === TimeoutError) stop.abort(new TimeoutError('no answer within 2 s'));
  });
  connection.close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(1);
  expect(told[0]).toBeInstanceOf(kind);
  expect(told[0]).toMatchObject({ message: expect.stringMatching(words) as string });
  expect(connection.closed).toBe(true);
});
