import { createLogger } from '@rollcall/shared';
import type { ReachabilityStatus } from '@rollcall/shared/schema';
import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { PollLog } from './poll-log.ts';

const seen = {
  map: 'c1m1_hotel',
  players: 0,
  maxPlayers: 4,
  bots: 0,
  hibernating: false,
  complete: true,
  roster: [],
};

/** What the log says of polls that end like this, one every five seconds. */
function told(statuses: readonly ReachabilityStatus[]) {
  const lines: unknown[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const { level, msg, kind, downSeconds } = JSON.parse(chunk.toString()) as Record<
        string,
        unknown
      >;
      lines.push([level, msg, kind ?? downSeconds]);
      done();
    },
  });
  const log = new PollLog(createLogger('test', 'info', destination));
  for (const [at, status] of statuses.entries()) {
    const when = { at: new Date(at * 5_000) };
    log.turn(
      'one',
      status === 'ok'
        ? { ok: true, ...when, seen }
        : { ok: false, ...when, kind: status, detail: 'words' },
    );
  }
  return lines;
}

const times = (count: number, status: ReachabilityStatus) =>
  Array.from({ length: count }, () => status);

it('says nothing of a server that answers', () => {
  expect(told(times(10, 'ok'))).toEqual([]);
});

it('has two lines for a server that is down for a day, whatever is wrong with it meanwhile', () => {
  const day = Array.from({ length: 5_760 }, (_, at) =>
    times(3, at % 2 === 0 ? 'timeout' : 'unreachable'),
  ).flat();
  expect(told(['ok', ...day, 'protocol', ...times(10, 'ok')])).toEqual([
    ['warn', 'server does not answer', 'timeout'],
    ['info', 'server answers again', 86_405],
  ]);
});

it('says once more that the password is wrong, which does not mend itself', () => {
  expect(told(['unreachable', 'auth', 'unreachable', 'auth', 'ok', 'auth'])).toEqual([
    ['warn', 'server does not answer', 'unreachable'],
    ['warn', 'server does not answer', 'auth'],
    ['info', 'server answers again', 20],
    ['warn', 'server does not answer', 'auth'],
  ]);
});

it('says from the start of a collector on what is down, and nothing of what is up', () => {
  expect(told(['auth', 'auth'])).toEqual([['warn', 'server does not answer', 'auth']]);
});
