/** Answers that many ask for at once and one looks up. */
export interface Shared<T> {
  /** The answer to `key`: the one under way, or one that began less than the age limit ago, or else a new one. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** Nothing that was looked up before is good any more. */
  forget(): void;
}

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly beganAt: number;
  done: boolean;
  failed: boolean;
  renewedAt: number;
}

/** A failure is not kept for longer, and no answer renewed more often. */
const FAILURE_AGE_MS = 1_000;

/**
 * Keeps answers for `maxAgeMs`, so that the work does not grow with the number of watchers. Failures are shared like answers: a
 * database that is away is not asked more often than one that is there. At most `maxEntries` are kept. An answer that is older, but by
 * no more than `graceMs`, is given once more while a new one is looked up: nobody waits for what takes long.
 */
export function createShared<T>(
  maxAgeMs: number | (() => number),
  maxEntries: number,
  now: () => number = () => performance.now(),
  graceMs = 0,
): Shared<T> {
  const entries = new Map<string, Entry<T>>();
  const maxAge = typeof maxAgeMs === 'number' ? () => maxAgeMs : maxAgeMs;

  const makeRoom = () => {
    const oldest = now() - maxAge() - graceMs;
    for (const [key, entry] of entries) {
      if (entry.done && entry.beganAt <= oldest) entries.delete(key);
    }
    for (const key of entries.keys()) {
      if (entries.size < maxEntries) break;
      entries.delete(key);
    }
  };
  const begin = (load: () => Promise<T>): Entry<T> => {
    const beganAt = now();
    const answer = load();
    const entry: Entry<T> = { answer, beganAt, done: false, failed: false, renewedAt: beganAt };
    answer.then(
      () => {
        entry.done = true;
      },
      () => {
        entry.done = true;
        entry.failed = true;
      },
    );
    return entry;
  };
  const put = (key: string, entry: Entry<T>) => {
    makeRoom();
    entries.delete(key);
    entries.set(key, entry);
  };
  const renew = (key: string, old: Entry<T>, load: () => Promise<T>) => {
    if (now() - old.renewedAt < FAILURE_AGE_MS) return;
    old.renewedAt = now();
    const entry = begin(load);
    const replace = () => {
      if (entries.get(key) === old) put(key, entry);
    };
    // One that fails is tried again, and the old answer is good until its time is over.
    entry.answer.then(replace, () => undefined);
  };

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined) {
        const ageMs = now() - known.beganAt;
        const goodMs = maxAge();
        const limitMs = known.failed ? Math.min(goodMs, FAILURE_AGE_MS) : goodMs;
        if (!known.done || ageMs < limitMs) return known.answer;
        if (!known.failed && ageMs < goodMs + graceMs) {
          renew(key, known, load);
          return known.answer;
        }
      }
      const entry = begin(load);
      put(key, entry);
      return entry.answer;
    },
    forget() {
      entries.clear();
    },
  };
}
