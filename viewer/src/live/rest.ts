/** So many pages are told in a second of what changes all the time. */
const TOLD_A_SECOND = 300;

/** How long a page that was told of a change is left alone before it is told of the next: not at all where few watch. */
export const restMs = (watchers: number) =>
  watchers <= TOLD_A_SECOND ? 0 : Math.round((1_000 * watchers) / TOLD_A_SECOND);
