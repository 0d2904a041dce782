import { expect, it } from 'vitest';
import { halves } from './refusal.ts';
import { ADA, opened, stateStarted } from './testing/changes.ts';

const name = { type: 'name-seen', playerId: ADA, name: 'Ada', seenAt: new Date(0) } as const;

it('divides by server and keeps the order within each', () => {
  const one = [stateStarted(1, 0), opened(1, ADA, 0)] as const;
  const two = stateStarted(2, 0);
  expect(halves([one[0], two, one[1]])).toEqual([[...one], [two]]);
});

it('puts names apart in the end', () => {
  const one = stateStarted(1, 0);
  expect(halves([name, one])).toEqual([[one], [name]]);
});

it('cannot divide what belongs to one server, or to none', () => {
  expect(halves([stateStarted(1, 0), opened(1, ADA, 0)])).toBeNull();
  expect(halves([name])).toBeNull();
});
