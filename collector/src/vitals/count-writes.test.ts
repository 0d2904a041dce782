import { expect, it } from 'vitest';
import type { Change } from '../reconcile/change.ts';
import { countWrites } from './count-writes.ts';
import { createVitals } from './vitals.ts';

const change: Change = { type: 'watch-started', serverId: 1 };
const changes = (count: number) => Array.from({ length: count }, () => change);

/** A queue that holds ten changes, and a clock that stands still. */
function queue() {
  const time = { nowMs: 0, isUp: true, takesMs: 0 };
  let waiting = 0;
  const stats = createVitals(0).writes;
  const writer = countWrites(
    {
      get pending() {
        return waiting;
      },
      push(more) {
        waiting = Math.min(10, waiting + more.length);
      },
      flush() {
        time.nowMs += time.takesMs;
        if (time.isUp) waiting = 0;
        return Promise.resolve(time.isUp);
      },
    },
    stats,
    () => time.nowMs,
  );
  return { time, stats, writer };
}

it('counts changes, batches and how long the oldest change of each waited', async () => {
  const { time, stats, writer } = queue();
  writer.push(changes(2));
  time.nowMs = 600;
  writer.push(changes(1));
  expect(writer.waitingSinceMs).toBe(0);
  time.takesMs = 400;
  expect(await writer.flush(null)).toBe(true);
  expect(await writer.flush(null)).toBe(true);
  expect(stats).toMatchObject({ pushed: 3, lost: 0, outages: 0 });
  expect(stats.batch).toMatchObject({ count: 1, sum: 3 });
  expect(stats.lag).toMatchObject({ count: 1, sum: 1 });
  expect(writer.waitingSinceMs).toBeNull();
});

it('counts an outage once, however long it lasts, and what is lost meanwhile', async () => {
  const { time, stats, writer } = queue();
  time.isUp = false;
  for (let second = 0; second < 8; second += 1) {
    time.nowMs = second * 1_000;
    writer.push(changes(2));
    await writer.flush(null);
  }
  expect(stats).toMatchObject({ pushed: 16, lost: 6, outages: 1 });
  expect([writer.failingSinceMs, writer.waitingSinceMs, writer.pending]).toEqual([0, 0, 10]);
  time.isUp = true;
  time.nowMs = 9_000;
  await writer.flush(null);
  expect(stats.batch).toMatchObject({ count: 1, sum: 10 });
  expect(stats.lag.sum).toBe(9);
  expect(writer.failingSinceMs).toBeNull();
});
