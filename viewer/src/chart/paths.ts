import { area, curveStepAfter, line } from 'd3-shape';
import type { Step } from './model.ts';

interface Point {
  readonly atMs: number;
  readonly value: number | null;
}

interface Scales {
  readonly x: (ms: number) => number;
  readonly y: (value: number) => number;
}

/** The outline of steps: level while nothing changes, upright where it does, and nothing at all where nothing is known. */
export function stepLine(steps: readonly Step[], { x, y }: Scales): string {
  const draw = line<Point>()
    .curve(curveStepAfter)
    .digits(2)
    .defined(({ value }) => value !== null)
    .x(({ atMs }) => x(atMs))
    .y(({ value }) => y(value ?? 0));
  return draw(pointsOf(steps)) ?? '';
}

/** What lies between these steps and the ground. */
export function stepArea(steps: readonly Step[], { x, y }: Scales): string {
  const draw = area<Point>()
    .curve(curveStepAfter)
    .digits(2)
    .defined(({ value }) => value !== null)
    .x(({ atMs }) => x(atMs))
    .y0(y(0))
    .y1(({ value }) => y(value ?? 0));
  return draw(pointsOf(steps)) ?? '';
}

/** A point where each height begins; a run ends with a point of its own and with one that is not drawn. */
function pointsOf(steps: readonly Step[]): readonly Point[] {
  const points: Point[] = [];
  let last: Step | null = null;
  for (const step of steps) {
    if (step.toMs <= step.fromMs || step.value === null) continue;
    const goesOn = last !== null && last.toMs === step.fromMs;
    if (!goesOn && last !== null) endRun(points, last);
    if (!goesOn || last?.value !== step.value) {
      points.push({ atMs: step.fromMs, value: step.value });
    }
    last = step;
  }
  if (last !== null) endRun(points, last);
  return points;
}

function endRun(points: Point[], { toMs, value }: Step) {
  points.push({ atMs: toMs, value }, { atMs: toMs, value: null });
}
