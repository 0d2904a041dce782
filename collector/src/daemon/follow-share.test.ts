import { expect, it } from 'vitest';
import type { RegisteredServer } from '../store/registry.ts';
import { followShare } from './follow-share.ts';

const server = (id: number): RegisteredServer => ({
  id,
  name: `server ${id}`,
  host: '127.0.0.1',
  port: 27015,
  password: 'secret',
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  updatedAt: new Date(0),
  passwordProblem: null,
});

/** Notes in which order things are done; the writer can write what it has while `stores` is true. */
function prepared(surplus: readonly number[], stores = true) {
  const done: string[] = [];
  const note = (what: string, ids: readonly number[]) => {
    done.push(`${what} ${ids.join(',')}`);
    return Promise.resolve();
  };
  const follow = followShare({
    sharing: {
      settled: true,
      ask: () => Promise.resolve({ mine: [1, 2, 3], surplus, absent: [], short: 0 }),
    },
    presence: { handOver: (ids) => note('free', ids) },
    loop: {
      handOver: (ids) => void note('stop', ids),
      follow: (servers) =>
        note(
          'poll',
          servers.map(({ id }) => id),
        ),
    },
    writer: {
      flush: async () => {
        await note('write', []);
        return stores;
      },
    },
  });
  return { done, follow: () => follow([1, 2, 3, 4].map(server)) };
}

it('polls its part, and nothing of what others poll', async () => {
  const { done, follow } = prepared([]);
  await follow();
  expect(done).toEqual(['stop 4', 'poll 1,2,3']);
});

it('frees a server only when nobody polls it any more and all that was seen is stored', async () => {
  const { done, follow } = prepared([3]);
  await follow();
  expect(done).toEqual(['stop 3,4', 'write ', 'write ', 'free 3', 'poll 1,2']);
});

it('keeps a server of which something is not stored yet', async () => {
  const { done, follow } = prepared([3], false);
  await expect(follow()).rejects.toThrow('not stored yet');
  expect(done).toEqual(['stop 3,4', 'write ', 'write ']);
});
