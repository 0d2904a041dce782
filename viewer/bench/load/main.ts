import { answerParent } from '../../../shared/bench/ask.ts';
import { hammer } from './hammer.ts';
import type { LoadCommand, LoadReply } from './messages.ts';
import { OpenPage, type PageCounts } from './open-page.ts';

/** Opened one after the other, for a browser does not come with a thousand others. */
const AT_ONCE = 20;

const pages: OpenPage[] = [];
const counts: PageCounts = { refreshes: 0, unchanged: 0, failed: 0, events: 0, bytes: 0 };
let awaited: ((body: string) => void) | null = null;

async function openPages(command: Extract<LoadCommand, { type: 'open' }>): Promise<void> {
  const { port, pollSeconds } = command;
  const pollMs = pollSeconds * 1_000;
  for (let n = 0; n < command.pages.length; n += AT_ONCE) {
    const some = command.pages.slice(n, n + AT_ONCE).map((address, at) =>
      OpenPage.open({
        ...address,
        port,
        pollMs,
        phaseMs: (pollMs * (n + at)) / command.pages.length,
        counts,
        shows: () => awaited,
      }),
    );
    pages.push(...(await Promise.all(some)));
  }
}

function watch(text: string): Promise<LoadReply> {
  return new Promise((resolve) => {
    awaited = (body) => {
      if (!body.includes(text)) return;
      awaited = null;
      resolve({ type: 'seen', atMs: performance.timeOrigin + performance.now() });
    };
  });
}

async function answer(command: LoadCommand): Promise<LoadReply> {
  switch (command.type) {
    case 'load':
      return hammer(command);
    case 'open':
      await openPages(command);
      return { type: 'done' };
    case 'tell': {
      const told = { type: 'told', ...counts } as const;
      Object.assign(counts, { refreshes: 0, unchanged: 0, failed: 0, events: 0, bytes: 0 });
      return told;
    }
    case 'watch':
      return watch(command.text);
    case 'close':
      for (const page of pages.splice(0)) page[Symbol.dispose]();
      return { type: 'done' };
  }
}

answerParent(answer);
