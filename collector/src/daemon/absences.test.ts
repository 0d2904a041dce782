import { expect, it } from 'vitest';
import { Absences } from './absences.ts';

it('calls a run overdue once it was gone for the whole time of grace', () => {
  const absences = new Absences(6_000);
  expect(absences.overdue([1, 2], 0)).toEqual([]);
  expect(absences.overdue([1, 2], 5_999)).toEqual([]);
  expect(absences.overdue([1, 2, 3], 6_000)).toEqual([1, 2]);
});

it('begins anew when the run was seen in between', () => {
  const absences = new Absences(6_000);
  absences.overdue([1], 0);
  absences.overdue([], 3_000);
  expect(absences.overdue([1], 4_000)).toEqual([]);
  expect(absences.overdue([1], 9_999)).toEqual([]);
  expect(absences.overdue([1], 10_000)).toEqual([1]);
});

it('begins anew when this collector was away itself', () => {
  const absences = new Absences(6_000);
  absences.overdue([1], 0);
  absences.forget();
  expect(absences.overdue([1], 6_000)).toEqual([]);
  expect(absences.overdue([1], 12_000)).toEqual([1]);
});
