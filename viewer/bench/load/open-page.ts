import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { getRequest, headerOf, HttpConnection, type Answer } from './http-connection.ts';
import type { PageAddress } from './messages.ts';

/** Sums over all pages. */
export interface PageCounts {
  refreshes: number;
  unchanged: number;
  failed: number;
  events: number;
  bytes: number;
}

export interface OpenPageOptions extends PageAddress {
  readonly port: number;
  readonly pollMs: number;
  /** When it refreshes first. */
  readonly phaseMs: number;
  readonly counts: PageCounts;
  /** Told what the page shows after a refresh; null where nobody waits for anything. */
  readonly shows: () => ((body: string) => void) | null;
}

/** A page as a browser keeps it open: it listens for changes, and asks for its fragment at each, and by time; what it has it names by its ETag. */
export class OpenPage implements Disposable {
  readonly #options: OpenPageOptions;
  readonly #requests: HttpConnection;
  readonly #events: Socket;
  #timer: NodeJS.Timeout;
  #etag = '';
  #isAsking = false;
  #asksAgain = false;

  private constructor(options: OpenPageOptions, requests: HttpConnection, events: Socket) {
    this.#options = options;
    this.#requests = requests;
    this.#events = events;
    events.on('data', (chunk) => {
      if (!chunk.includes('event: change')) return;
      options.counts.events += 1;
      this.#refresh();
    });
    events.on('error', () => (options.counts.failed += 1));
    this.#timer = setTimeout(() => {
      this.#refresh();
      this.#timer = setInterval(() => {
        this.#refresh();
      }, options.pollMs);
    }, options.phaseMs);
  }

  static async open(options: OpenPageOptions): Promise<OpenPage> {
    const requests = await HttpConnection.open(options.port);
    const events = connect({ port: options.port, host: '127.0.0.1' });
    await once(events, 'connect');
    events.write(getRequest(options.events, { Accept: 'text/event-stream' }));
    await once(events, 'data');
    return new OpenPage(options, requests, events);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
    this.#events.destroy();
    this.#requests[Symbol.dispose]();
  }

  #refresh(): void {
    if (this.#isAsking) {
      this.#asksAgain = true;
      return;
    }
    this.#isAsking = true;
    const { fragment, shows, counts } = this.#options;
    const show = shows();
    const known = this.#etag === '' ? {} : { 'If-None-Match': this.#etag };
    this.#requests
      .ask(
        getRequest(fragment, { 'HX-Request': 'true', 'Accept-Encoding': 'gzip', ...known }),
        show !== null,
      )
      .then(
        (answer) => {
          this.#take(answer);
          show?.(answer.status === 200 ? gunzipSync(answer.body).toString() : '');
        },
        () => (counts.failed += 1),
      )
      .finally(() => {
        this.#isAsking = false;
        if (!this.#asksAgain) return;
        this.#asksAgain = false;
        this.#refresh();
      });
  }

  #take({ status, head, bodyBytes }: Answer): void {
    const { counts } = this.#options;
    counts.refreshes += 1;
    counts.bytes += bodyBytes;
    if (status === 304) counts.unchanged += 1;
    else if (status === 200) this.#etag = headerOf(head, 'etag') ?? '';
    else counts.failed += 1;
  }
}
