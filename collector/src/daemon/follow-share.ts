import type { PollLoop } from '../poll/loop.ts';
import type { RegisteredServer } from '../store/registry.ts';
import type { Writer } from '../store/writer.ts';
import type { Presence } from './presence.ts';
import type { Sharing } from './sharing.ts';
import { writtenSoFar } from './written.ts';

export interface FollowShareOptions {
  readonly sharing: Sharing;
  readonly presence: Pick<Presence, 'handOver'>;
  readonly loop: Pick<PollLoop, 'follow' | 'handOver'>;
  readonly writer: Pick<Writer, 'flush'>;
}

/**
 * Polls those of the registered servers that are this run's part. A server is free for another collector only when nobody polls it
 * here any more and everything seen of it is stored.
 */
export function followShare({ sharing, presence, loop, writer }: FollowShareOptions) {
  return async (registered: readonly RegisteredServer[]): Promise<void> => {
    const { mine, surplus } = await sharing.ask();
    const kept = new Set(mine);
    for (const id of surplus) kept.delete(id);
    loop.handOver(registered.filter(({ id }) => !kept.has(id)).map(({ id }) => id));
    if (surplus.length > 0) {
      await writtenSoFar(writer);
      await presence.handOver(surplus);
    }
    await loop.follow(registered.filter(({ id }) => kept.has(id)));
  };
}
