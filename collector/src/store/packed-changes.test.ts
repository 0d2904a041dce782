import { expect, it } from 'vitest';
import { PackedChanges } from './packed-changes.ts';
import { ADA, BOB, closed, opened } from './testing/changes.ts';

const sessions = (count: number) =>
  Array.from({ length: count }, (_, index) => [
    opened(1, index % 2 === 0 ? ADA : BOB, index * 100, `Player ${String(index)}`),
    closed(
      1,
      index % 2 === 0 ? ADA : BOB,
      index * 100,
      index * 100 + 60,
      `Player ${String(index)}`,
    ),
  ]).flat();

it('gives back what it was given, in order', () => {
  const packed = new PackedChanges(1_000_000);
  const changes = sessions(3_000);
  expect(packed.add(changes)).toBe(0);
  expect(packed.add(changes.slice(0, 1))).toBe(0);
  expect(packed.count).toBe(6_001);
  const given = [];
  for (let some = packed.take(); some !== null; some = packed.take()) given.push(...some);
  expect(given).toEqual([...changes, changes[0]]);
  expect(packed).toMatchObject({ count: 0, bytes: 0 });
});

it('gives up the oldest for the newest where there is no room, and says how many', () => {
  const changes = sessions(10_000);
  const packed = new PackedChanges(200_000);
  const lost = packed.add(changes);
  expect(packed.bytes).toBeLessThanOrEqual(200_000);
  expect(lost).toBeGreaterThan(0);
  expect(packed.count).toBe(changes.length - lost);
  expect(packed.take()?.[0]).toEqual(changes[lost]);
});

it('takes less than a hundred bytes a session', () => {
  const packed = new PackedChanges(10_000_000);
  packed.add(sessions(10_000));
  expect(packed.bytes / 10_000).toBeLessThan(100);
});
