import type { Changes } from './changes.ts';
import { restMs } from './rest.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What pages are told: the same bytes for all of them. */
const RETRY = Buffer.from('retry: 3000\n\n');
const CHANGE = Buffer.from('event: change\ndata: \n\n');
const NOTHING = Buffer.from(': nothing new\n\n');

/** Proxies close what says nothing for a minute; a visitor who has gone is noticed by it, too. */
const KEEP_ALIVE_MS = 25_000;
const SWEEP_MS = 250;
/** What waits for a page that does not read; it is told of the rest once it does. */
const MAX_WAITING = 4;

interface Page {
  readonly stream: ReadableStreamDefaultController<Bytes>;
  readonly unwatch: () => void;
  saidAt: number;
  toldAt: number;
  /** Something changed of which it was not told yet. */
  isBehind: boolean;
}

/** Pages that are told of changes as they happen (Server-Sent Events), without a timer or a promise for each. */
export interface EventStreams {
  /** What one page is told of a server, or of all where that is null. It ends when the visitor goes, or when the viewer stops. */
  open(serverId: number | null): ReadableStream<Bytes>;
}

export function createEventStreams(changes: Changes, stop: AbortSignal): EventStreams {
  const pages = new Set<Page>();
  let sweep: NodeJS.Timeout | undefined;

  const say = (page: Page, bytes: Bytes, atMs: number): boolean => {
    if ((page.stream.desiredSize ?? 0) <= 0) return false;
    page.stream.enqueue(bytes);
    page.saidAt = atMs;
    return true;
  };
  const tell = (page: Page, atMs: number) => {
    const isRested = atMs - page.toldAt >= restMs(changes.watchers());
    page.isBehind = !isRested || !say(page, CHANGE, atMs);
    if (!page.isBehind) page.toldAt = atMs;
  };
  const lookAtAll = () => {
    const atMs = performance.now();
    for (const page of pages) {
      if (page.isBehind) tell(page, atMs);
      else if (atMs - page.saidAt >= KEEP_ALIVE_MS) say(page, NOTHING, atMs);
    }
  };
  const leave = (page: Page) => {
    page.unwatch();
    pages.delete(page);
    if (pages.size > 0) return;
    clearInterval(sweep);
    sweep = undefined;
  };
  // One for all: each listener more makes it dearer to add the next.
  stop.addEventListener('abort', () => {
    for (const page of pages) {
      leave(page);
      page.stream.close();
    }
  });

  return {
    open(serverId) {
      let page: Page;
      return new ReadableStream<Bytes>(
        {
          start(stream) {
            const saidAt = performance.now();
            const unwatch = changes.watch(serverId, () => {
              tell(page, performance.now());
            });
            page = { stream, unwatch, saidAt, toldAt: -Infinity, isBehind: false };
            pages.add(page);
            sweep ??= setInterval(lookAtAll, SWEEP_MS);
            stream.enqueue(RETRY);
          },
          cancel() {
            leave(page);
          },
        },
        { highWaterMark: MAX_WAITING },
      );
    },
  };
}
