import { expect, it } from 'vitest';
import { Agenda } from './agenda.ts';

const due = (agenda: Agenda<string>, nowMs: number) => {
  const names: string[] = [];
  agenda.tick(nowMs, (name) => names.push(name));
  return names;
};

it('looks at those that are due, and at nobody before they say when', () => {
  const agenda = new Agenda<string>();
  const first = agenda.book('first');
  const second = agenda.book('second');
  agenda.book('third');
  first.dueMs = 100;
  second.dueMs = 200;
  expect(due(agenda, 99)).toEqual([]);
  expect(due(agenda, 100)).toEqual(['first']);
  expect(due(agenda, 250)).toEqual(['first', 'second']);
  first.dueMs = 300;
  expect(due(agenda, 250)).toEqual(['second']);
  expect(first.dueMs).toBe(300);
});

it('forgets who cancels, whatever they say later, and gives the place to somebody else', () => {
  const agenda = new Agenda<string>();
  const gone = agenda.book('gone');
  gone.dueMs = 1;
  gone.cancel();
  gone.cancel();
  expect(due(agenda, 10)).toEqual([]);
  const next = agenda.book('next');
  const another = agenda.book('another');
  gone.dueMs = 1;
  expect(gone.dueMs).toBe(Infinity);
  expect(due(agenda, 10)).toEqual([]);
  next.dueMs = 2;
  another.dueMs = 3;
  expect(due(agenda, 10)).toEqual(['next', 'another']);
});

it('has room for thousands', () => {
  const agenda = new Agenda<string>();
  const names = Array.from({ length: 5_000 }, (_, at) => `server ${at}`);
  const booked = names.map((name) => agenda.book(name));
  for (const [at, appointment] of booked.entries()) appointment.dueMs = at;
  expect(due(agenda, 9_999)).toEqual(names);
  expect(due(agenda, 1)).toEqual(names.slice(0, 2));
});
