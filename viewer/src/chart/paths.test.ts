import { expect, it } from 'vitest';
import { stepArea, stepLine } from './paths.ts';

/** The same without points drawn twice. */
const distinct = (path: string) => path.replace(/(\d+,\d+)(?:L\1)+/g, '$1');

const scales = { x: (ms: number) => ms, y: (value: number) => 10 - value };
const step = (fromMs: number, toMs: number, value: number | null) => ({ fromMs, toMs, value });

it('draws level lines and upright ones, never a slope', () => {
  const path = stepLine([step(0, 5, 1), step(5, 9, 3)], scales);
  expect(distinct(path)).toBe('M0,9L5,9L5,7L9,7');
});

it('draws nothing where nothing is known, and nothing down to zero there', () => {
  const steps = [step(0, 5, 1), step(5, 8, null), step(8, 9, 0), step(12, 14, 2)];
  expect(distinct(stepLine(steps, scales))).toBe('M0,9L5,9M8,10L9,10M12,8L14,8');
  expect(distinct(stepArea(steps, scales))).toBe(
    'M0,9L5,9L5,10L0,10ZM8,10L9,10L8,10ZM12,8L14,8L14,10L12,10Z',
  );
});

it('draws what does not change in one go', () => {
  expect(distinct(stepLine([step(0, 5, 1), step(5, 9, 1), step(9, 9, 7)], scales))).toBe(
    'M0,9L9,9',
  );
});

it('has nothing to draw of nothing', () => {
  expect(stepLine([step(0, 5, null)], scales)).toBe('');
});
