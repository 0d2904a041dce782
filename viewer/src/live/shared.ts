/** Answers that many ask for at once and one looks up. */
export interface Shared<T> {
  /** The answer to `key`: the one under way, or one that began less than the age limit ago, or else a new one. */
  get(key: string, load: () => Promise<T>): Promise<T>;
  /** Looks everything up anew from now on: also what is under way may have begun before the change. */
  forget(): void;
}

interface Entry<T> {
  readonly answer: Promise<T>;
  readonly beganAt: number;
  done: boolean;
}

/**
 * Keeps answers for `maxAgeMs`, so that the work does not grow with the number of watchers. Failures are shared like answers: a
 * database that is away is not asked more often than one that is there. At most `maxEntries` are kept.
 */
export function createShared<T>(
  maxAgeMs: number,
  maxEntries: number,
  now: () => number = () => performance.now(),
): Shared<T> {
  const entries = new Map<string, Entry<T>>();

  const makeRoom = () => {
    const oldest = now() - maxAgeMs;
    for (const [key, entry] of entries) {
      if (entry.done && entry.beganAt <= oldest) entries.delete(key);
    }
    for (const key of entries.keys()) {
      if (entries.size < maxEntries) break;
      entries.delete(key);
    }
  };

  return {
    get(key, load) {
      const known = entries.get(key);
      if (known !== undefined && (!known.done || now() - known.beganAt < maxAgeMs)) {
        return known.answer;
      }
      makeRoom();
      const answer = load();
      const entry: Entry<T> = { answer, beganAt: now(), done: false };
      entries.delete(key);
      entries.set(key, entry);
      const markDone = () => {
        entry.done = true;
      };
      answer.then(markDone, markDone);
      return answer;
    },
    forget() {
      entries.clear();
    },
  };
}
