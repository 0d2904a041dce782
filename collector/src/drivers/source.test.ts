import { withDeadline } from '@rollcall/shared';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DriverError, TimeoutError, UnreachableError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { badServers } from '../testing/bad-servers.ts';
import type { Connection } from './driver.ts';
import { sourceDriver } from './source.ts';

const PASSWORD = 'do-not-show-me';
const DEADLINE_MS = 1_500;
/** Where another failure than the deadline is to come first, however busy the machine is. */
const PATIENCE_MS = 20_000;
const never = new AbortController().signal;
const onTimeout = () => new TimeoutError('no answer within 1.5 s');

const unhandled = vi.fn();
beforeAll(() => {
  process.on('unhandledRejection', unhandled);
});
afterAll(() => {
  process.off('unhandledRejection', unhandled);
});

/** One poll on a connection of its own, as the poll loop does it. */
async function poll(
  port: number,
  deadlineMs: number,
): Promise<{ seen: Observation; connection: Connection }> {
  const target = { name: 'test', host: '127.0.0.1', port, password: PASSWORD };
  return withDeadline(never, deadlineMs, onTimeout, async (signal) => {
    const connection = await sourceDriver.connect(target, signal);
    return { seen: await connection.observe(signal), connection };
  });
}

const words: Readonly<Record<string, RegExp>> = {
  'is a web server': /not Source RCON: a packet that says it has 1347703880 bytes/,
  'greets before it is asked, like a mail server': /not Source RCON/,
  'answers the login with endless packets': /sends without end what nobody asked for/,
  'answers garbage': /not Source RCON/,
  'says that 2 GiB follow': /a packet that says it has 2147483647 bytes/,
  'says that a negative number of bytes follows': /a packet that says it has -1 bytes/,
  'says that 9 bytes follow': /a packet that says it has 9 bytes/,
  'sends a packet of 70,000 bytes': /a packet that says it has 70010 bytes/,
  'answers with the id of a request that was never made': /id 1002, which no request had/,
  'does not know the command': /answer to "status" not understood: "Unknown command "status""/,
  'answers nothing but the sentinel': /answer to "status" not understood: it is empty/,
  'answers status with a web page': /not understood: "<!doctype html><title> \[2Jplayers/,
  'never ends its answer': /an answer of more than 1048576 bytes/,
  'answers with endless empty packets': /an answer of more than 1048576 bytes/,
  'sends endless chat instead of an answer': /sends without end what nobody asked for/,
  'closes on accept': /has probably banned .* "removeip"/,
  'resets on accept': /has probably banned .* "removeip"/,
  'closes after the login without an answer': /has probably banned .* "removeip"/,
  'resets after the login': /has probably banned .* "removeip"/,
  'closes between the two packets of the login': /has probably banned .* "removeip"/,
  'never answers the login': /within 1\.5 s: .* does not answer the login/,
  'sends only the empty packet for the login': /within 1\.5 s: .* does not answer the login/,
  'refuses the password': /refused the RCON password/,
  'refuses the password without an empty packet': /refused the RCON password/,
  'is silent after the login': /within 1\.5 s: no whole answer to "status"/,
  'is silent in the middle of its answer': /within 1\.5 s: no whole answer to "status"/,
  'answers one byte in 100 ms': /within 1\.5 s: no whole answer to "status"/,
  'answers after the deadline': /within 1\.5 s: no whole answer to "status"/,
  'closes in the middle of its answer': /before the end of its answer to "status"/,
  'resets in the middle of its answer': /before the end of its answer to "status"/,
  'closes between two parts of its answer': /before the end of its answer to "status"/,
  'drops the login': /has dropped the login/,
  'never accepts a connection': /within 1\.5 s: .* does not answer the attempt to connect/,
};

const failing = badServers.filter(({ expectedStatus }) => expectedStatus !== 'ok');
const understood = badServers.filter(({ expectedStatus }) => expectedStatus === 'ok');

describe.concurrent.each(failing)('a server that $name', ({ name, expectedStatus, start }) => {
  it(`is reported as ${expectedStatus}, in words, and nothing stays open`, async () => {
    await using server = await start();
    const deadlineMs = expectedStatus === 'timeout' ? DEADLINE_MS : PATIENCE_MS;
    const error: unknown = await poll(server.port, deadlineMs).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DriverError);
    const { kind, message } = error as DriverError;
    expect({ kind, message }).toEqual({
      kind: expectedStatus,
      message: expect.stringMatching(words[name] ?? /^$/) as string,
    });
    expect(message).not.toContain(PASSWORD);
    expect(message).toMatch(/^\P{Cc}+$/u);
    expect(error instanceof UnreachableError && error.probablyBanned).toBe(
      message.includes('banned'),
    );
    if ('open' in server) {
      await vi.waitFor(
        () => {
          expect(server).toMatchObject({ open: 0 });
        },
        { timeout: PATIENCE_MS },
      );
    }
    expect(unhandled).not.toHaveBeenCalled();
  });
});

/** A poll on the kept connection; on a new one if it was dropped meanwhile (rule R1). */
async function pollAgain(port: number, kept: Connection) {
  try {
    if (!kept.closed) return { seen: await kept.observe(never), connection: kept };
  } catch (error) {
    expect(error).toBeInstanceOf(UnreachableError);
    expect(kept.closed).toBe(true);
  }
  return poll(port, PATIENCE_MS);
}

describe.concurrent.each(understood)('a server that $name', ({ start }) => {
  it('is understood, poll after poll', async () => {
    await using server = await start();
    let { seen, connection } = await poll(server.port, PATIENCE_MS);
    for (let count = 0; count < 3; count += 1) {
      expect(seen).toMatchObject({
        map: 'c1m1_hotel',
        players: 1,
        maxPlayers: 4,
        complete: true,
        roster: [{ playerId: 76_561_197_960_268_196n, name: 'Zoey', ping: 60 }],
      });
      ({ seen, connection } = await pollAgain(server.port, connection));
    }
    connection.close();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

it('has words for every bad server', () => {
  expect(failing.map(({ name }) => name).sort()).toEqual(Object.keys(words).sort());
});
