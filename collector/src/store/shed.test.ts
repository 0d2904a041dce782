import { expect, it } from 'vitest';
import { shed } from './shed.ts';
import {
  ADA,
  BOB,
  closed,
  opened,
  pingWidened,
  reopened,
  stateEnded,
  stateStarted,
} from './testing/changes.ts';

const endOfStored = stateEnded(1, -60, 0);
const over = [stateStarted(1, 0), stateEnded(1, 0, 5), stateStarted(1, 5), stateEnded(1, 5, 10)];
const current = stateStarted(1, 10);

it('leaves everything as it is up to the limit', () => {
  const changes = [endOfStored, ...over, current];
  expect(shed(changes, 6)).toBe(changes);
});

it('spares states that are over and pings first, but keeps the end of what is stored and what goes on', () => {
  const sessions = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];
  const changes = [endOfStored, ...over, pingWidened(1, BOB, 0, 1, 2), ...sessions, current];
  expect(shed(changes, 4)).toEqual([endOfStored, ...sessions, current]);
});

it('then spares the oldest whole sessions, and only as many as it must', () => {
  const first = [opened(1, ADA, 0), closed(1, ADA, 0, 60)];
  const second = [opened(1, BOB, 0), closed(1, BOB, 0, 60)];
  expect(shed([...first, ...second], 2)).toEqual(second);
});

it('never spares half a session: not one that is open, nor one that began before', () => {
  const changes = [
    opened(1, ADA, 0),
    closed(1, ADA, 0, 60),
    reopened(1, ADA, 0, 65),
    closed(1, BOB, -60, 0),
  ];
  expect(shed(changes, 1)).toEqual(changes);
});
