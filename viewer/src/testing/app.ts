import { closeDatabase, openDatabase } from '@rollcall/shared';
import type { TestDatabase } from '@rollcall/shared/testing';
import { createApp } from '../app.ts';
import { loadAssets } from '../assets.ts';
import { createChanges } from '../live/changes.ts';
import { createCopies } from '../live/copies.ts';
import { createReads } from '../live/reads.ts';
import { createSharedAnswers } from '../live/shared-answers.ts';
import { createMetrics } from '../metrics.ts';
import { preparing } from '../open-database.ts';
import { silent } from './viewer.ts';

export interface TestApp extends AsyncDisposable {
  readonly app: ReturnType<typeof createApp>;
  /** Lets what is shared grow old. */
  advance(ms?: number): void;
  /** How many pages are told of changes. */
  watchers(): number;
}

/** The routes of the viewer, without a socket, with the rights of `rollcall_reader`. */
export function createTestApp(test: Pick<TestDatabase, 'readerUrl'>): TestApp {
  const db = preparing(
    openDatabase({ url: test.readerUrl, applicationName: 'viewer test', max: 2 }),
  );
  let time = 0;
  const clock = () => time;
  const stop = new AbortController().signal;
  const changes = createChanges();
  const metrics = createMetrics();
  const app = createApp(
    {
      reads: createReads(db, silent, stop, clock, metrics),
      changes,
      stop,
      copies: createCopies(1_000_000, metrics),
      answers: createSharedAnswers(metrics, clock),
      metrics,
      assets: loadAssets(),
      pollSeconds: 5,
      staleSeconds: 30,
      timeZone: 'UTC',
    },
    silent,
  );
  return {
    app,
    advance: (ms = 1_000) => {
      time += ms;
    },
    watchers: () => changes.watchers(),
    [Symbol.asyncDispose]: () => closeDatabase(db),
  };
}

/** The body of a page that must be there. */
export async function textOf({ app }: TestApp, path: string): Promise<string> {
  const response = await app.request(path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.text();
}

/** What a person reads in the state of one server in the list. */
export function cellOf(page: string, id: number): string {
  const row = new RegExp(`id="server-${id}">(.*?)</li>`, 's').exec(page)?.[1] ?? '';
  const now = /<p class="now">(.*?)<\/p>/s.exec(row)?.[1] ?? '';
  return asText(now.replaceAll('</span><span', '</span> <span'));
}

/** HTML without its tags. */
export function asText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const OUR_TAGS =
  /^<(form (class|id)=|input (type|id)=|select name=|\/(form|select)>)|^<\/?(ol|i|abbr|caption|figure|figcaption|details|summary|dl|dt|dd|table|thead|tbody|tr|th|td|defs|pattern|g|rect|line|text|circle|h3|option|label|button|!DOCTYPE|html|head|meta|title|link|script|body|main|header|footer|nav|section|div|span|svg|path|h1|h2|p|b|a|ul|li|bdi|img|time|code|pre|noscript|mark)\b/;

/** Tags and attributes that none of our templates writes: what a name brought in. */
export function strangeTags(page: string): readonly string[] {
  const tags = page.match(/<[^>]*>/g) ?? [];
  return tags
    .map((tag) => tag.replace(/"[^"]*"/g, '""'))
    .filter(
      (tag) =>
        !OUR_TAGS.test(tag) || /\s(on|style|srcdoc)|'|"[^\s/>"]/.test(tag) || tag === '<script>',
    );
}
