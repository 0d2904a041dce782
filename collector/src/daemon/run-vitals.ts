import type { Lanes } from '../poll/lanes.ts';
import type { PollLoop } from '../poll/loop.ts';
import type { CountedWriter } from '../vitals/count-writes.ts';
import type { RunVitals } from '../vitals/vitals.ts';
import type { Presence } from './presence.ts';

export interface RunParts {
  readonly loop: Pick<PollLoop, 'census'>;
  readonly lanes: Pick<Lanes, 'load'>;
  readonly writer: CountedWriter;
  readonly presence: Pick<Presence, 'company' | 'heardMs' | 'mayPoll'>;
}

/** What can be read of a run; nothing is kept for it. */
export function runVitals({ loop, lanes, writer, presence }: RunParts): RunVitals {
  return {
    census: () => loop.census(),
    polls: () => lanes.load(),
    pending: () => writer.pending,
    waitingSinceMs: () => writer.waitingSinceMs,
    failingSinceMs: () => writer.failingSinceMs,
    heardMs: () => presence.heardMs,
    databaseUp: () => presence.company !== null,
    collectors: () => presence.company?.live.length ?? null,
    mayPoll: () => presence.mayPoll(),
  };
}
