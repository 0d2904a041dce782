import { describe, expect, it } from 'vitest';
import { createChanges, readChanged, type Changes } from './changes.ts';

function counted(changes: Changes, serverId: number | null) {
  let count = 0;
  const unwatch = changes.watch(serverId, () => (count += 1));
  return { count: () => count, unwatch };
}

describe('changes', () => {
  it('tell those who watch the server, and those who watch all', () => {
    const changes = createChanges();
    const [one, two, all] = [counted(changes, 1), counted(changes, 2), counted(changes, null)];
    changes.announce(new Set([1, 7]));
    expect([one.count(), two.count(), all.count()]).toEqual([1, 0, 1]);
  });

  it('tell everybody when it is not known what changed', () => {
    const changes = createChanges();
    const [one, two, all] = [counted(changes, 1), counted(changes, 2), counted(changes, null)];
    changes.announce(null);
    expect([one.count(), two.count(), all.count()]).toEqual([1, 1, 1]);
  });

  it('tell nobody who has gone, and count who is left', () => {
    const changes = createChanges();
    const [first, second] = [counted(changes, 1), counted(changes, 1)];
    first.unwatch();
    first.unwatch();
    changes.announce(new Set([1]));
    expect([first.count(), second.count(), changes.watchers()]).toEqual([0, 1, 1]);
  });

  it.each([
    ['12', [12]],
    ['3,14,15', [3, 14, 15]],
  ])('reads the servers of %s', (payload, ids) => {
    expect(readChanged(payload)).toEqual(new Set(ids));
  });

  it.each(['*', '', 'x', '1,', '1 or 2'])('takes %j for any server', (payload) => {
    expect(readChanged(payload)).toBeNull();
  });
});
