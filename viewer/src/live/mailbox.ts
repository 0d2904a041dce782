/** Remembers that something happened while nobody was waiting; any number of times counts as one. */
export interface Mailbox {
  readonly put: () => void;
  /** Resolves with true as soon as something was put, or with false after `timeoutMs`. One may wait at a time. */
  wait(timeoutMs: number): Promise<boolean>;
}

export function createMailbox(): Mailbox {
  let full = false;
  let wake: (() => void) | null = null;
  return {
    put() {
      full = true;
      wake?.();
    },
    async wait(timeoutMs) {
      if (!full) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = null;
      }
      const had = full;
      full = false;
      return had;
    },
  };
}
