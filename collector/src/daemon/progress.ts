/** Whether the daemon gets on: what a watchdog is fed with. */
export interface Progress {
  /** The poll loop has gone round once more. */
  readonly tick: () => void;
  /** Nothing is polled for now, as while the database is waited for: no news is no bad news then. */
  readonly rest: () => void;
  /** Whether it rests, or has ticked since it was asked before. */
  readonly hasMoved: () => boolean;
}

export function createProgress(): Progress {
  let resting = true;
  let moved = false;
  return {
    tick() {
      resting = false;
      moved = true;
    },
    rest() {
      resting = true;
    },
    hasMoved() {
      const answer = resting || moved;
      moved = false;
      return answer;
    },
  };
}
