import { describe, expect, it } from 'vitest';
import { createLanes, type Lane } from './lanes.ts';

/** Starts polls that last until they are ended, and counts what runs. */
function harness(workers: number) {
  const { run } = createLanes(workers);
  const running: { lane: Lane; end: () => void }[] = [];
  return {
    running,
    count: (lane: Lane) => running.filter((poll) => poll.lane === lane).length,
    start(lane: Lane, count: number) {
      return Array.from({ length: count }, () =>
        run(lane, async () => {
          const { promise, end } = pending();
          const poll = { lane, end };
          running.push(poll);
          await promise;
          running.splice(running.indexOf(poll), 1);
        }),
      );
    },
  };
}

function pending() {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createLanes', () => {
  it.each([
    [64, 16],
    [4, 1],
    [3, 1],
    [1, 1],
  ])('of %i workers gives failing servers %i', async (workers, expected) => {
    const lanes = harness(workers);
    void lanes.start('failing', 100);
    await settle();
    expect(lanes.count('failing')).toBe(expected);
  });

  it('never runs more than there are workers', async () => {
    const lanes = harness(4);
    void lanes.start('failing', 10);
    await settle();
    void lanes.start('proven', 10);
    await settle();
    expect(lanes.running).toHaveLength(4);
    expect(lanes.count('failing')).toBe(1);
  });

  it('lets a proven server run while any number of failing ones hang', async () => {
    const lanes = harness(4);
    void lanes.start('failing', 1_000);
    const [proven] = lanes.start('proven', 1);
    await settle();
    lanes.running.find((poll) => poll.lane === 'proven')?.end();
    await proven;
    expect(lanes.count('failing')).toBe(1);
  });

  it('goes on after a poll that threw', async () => {
    const { run } = createLanes(1);
    await expect(run('failing', () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
    await expect(run('failing', () => Promise.resolve('next'))).resolves.toBe('next');
  });

  it('takes one in for each that has left its slot, and frees none twice', async () => {
    const lanes = createLanes(2);
    const never = new Promise<void>(() => undefined);
    const leaves: (() => void)[] = [];
    for (let poll = 0; poll < 5; poll += 1) {
      void lanes.run('proven', (leave) => {
        leaves.push(leave);
        return never;
      });
    }
    await settle();
    expect(leaves).toHaveLength(2);
    leaves[0]?.();
    leaves[0]?.();
    await settle();
    expect(leaves).toHaveLength(3);
    expect(lanes.enter()).toBe(false);
    for (const leave of leaves) leave();
    await settle();
    expect(leaves).toHaveLength(5);
    expect(lanes.enter()).toBe(false);
    leaves.at(-1)?.();
    expect(lanes.enter()).toBe(true);
  });
});
