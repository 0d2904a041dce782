import pLimit from 'p-limit';

/** `proven`: answered last time, or has not been asked yet. `failing`: did not answer last time. */
export type Lane = 'proven' | 'failing';

export type RunInLane = <T>(lane: Lane, work: () => Promise<T>) => Promise<T>;

/**
 * At most `workers` polls at once. Failing servers get a quarter of them (at least one), however many they are, so that they
 * never make the others wait for their time-outs.
 */
export function createLanes(workers: number): RunInLane {
  const all = pLimit(workers);
  const failing = pLimit(Math.max(1, Math.floor(workers / 4)));
  return (lane, work) => (lane === 'failing' ? failing(() => all(work)) : all(work));
}
