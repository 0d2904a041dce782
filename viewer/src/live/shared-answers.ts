import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import type { Metrics } from '../metrics.ts';
import { createAnswer, type Answer, type Reply } from './answer.ts';
import { sentFor } from './copy.ts';
import { headerReader, rawHeaderReader, type HeaderReader } from './header-reader.ts';

/** So long an answer is given to others who ask the same, without asking what it is made of. */
const KEPT_MS = 250;
const MAX_KEPT = 500;
/** However many addresses somebody thinks of. */
const MAX_KEPT_BYTES = 16_000_000;
/** What an answer depends on beside its address. */
const DEPENDS_ON = ['accept', 'host', 'hx-request', 'x-forwarded-proto'] as const;

/** Behind a real server requests come with what was on the wire; in tests of the app alone they do not. */
export interface ServedEnv {
  Bindings: Partial<HttpBindings>;
}

export interface SharedAnswers {
  /** The app with all its copies shared for a moment, in the form that each visitor needs. */
  around(app: Hono): Hono<ServedEnv>;
  /**
   * Answers a request of Node.js without a way through any app, where somebody else got the answer a moment ago; else does nothing and
   * returns false.
   */
  readonly atOnce: (
    request: HttpBindings['incoming'],
    response: HttpBindings['outgoing'],
  ) => boolean;
  /** Something was written: what was answered before is good for nobody any more. */
  forget(): void;
}

interface Kept {
  readonly answer: Answer;
  readonly bytes: number;
  readonly madeAt: number;
  readonly count: () => void;
}

/** Most requests are for the same few pages, by many at once: these get the same bytes, without a way through the whole app. */
export function createSharedAnswers(
  metrics: Pick<Metrics, 'atOnce'>,
  now: () => number = () => performance.now(),
): SharedAnswers {
  const kept = new Map<string, Kept>();
  /** What is being made, for all who ask the same meanwhile; a response where it turns out that it cannot be shared. */
  const making = new Map<string, Promise<Kept | Response>>();
  let keptBytes = 0;
  let forgotten = 0;

  const clear = () => {
    kept.clear();
    keptBytes = 0;
  };
  const keep = (key: string, entry: Kept) => {
    keptBytes += entry.bytes - (kept.get(key)?.bytes ?? 0);
    if (kept.size >= MAX_KEPT || keptBytes > MAX_KEPT_BYTES) {
      clear();
      keptBytes = entry.bytes;
    }
    kept.set(key, entry);
  };
  async function make(c: Context<ServedEnv>, app: Hono, key: string): Promise<Kept | Response> {
    const forgottenBefore = forgotten;
    const response = await app.fetch(c.req.raw, c.env);
    const sent = sentFor(c.req.raw);
    if (sent === undefined || response.status !== 200) return response;
    const answer = createAnswer(sent.copy, response.headers);
    const { copy, route } = sent;
    const bytes = copy.bytes.length;
    const entry = { answer, bytes, madeAt: now(), count: metrics.atOnce(route) };
    if (forgotten === forgottenBefore) keep(key, entry);
    return entry;
  }
  async function makeOnce(
    c: Context<ServedEnv>,
    app: Hono,
    key: string,
    header: HeaderReader,
  ): Promise<Response> {
    const others = making.get(key);
    const underWay = others ?? make(c, app, key);
    if (others === undefined) {
      const done = () => {
        if (making.get(key) === underWay) making.delete(key);
      };
      making.set(key, underWay);
      underWay.then(done, done);
    }
    const made = await underWay;
    if (!('answer' in made)) return others === undefined ? made : app.fetch(c.req.raw, c.env);
    if (others !== undefined) made.count();
    return asResponse(await made.answer.to(header));
  }
  const find = (key: string): Kept | undefined => {
    const known = kept.get(key);
    return known === undefined || now() - known.madeAt >= KEPT_MS ? undefined : known;
  };

  return {
    around(app) {
      const outer = new Hono<ServedEnv>();
      outer.all('*', (c): Response | Promise<Response> => {
        const { raw } = c.req;
        const header = headerReader(raw, c.env);
        const key = keyOf(raw.method, addressOf(raw, c.env), header);
        const known = find(key);
        if (known === undefined) return makeOnce(c, app, key, header);
        known.count();
        const reply = known.answer.to(header);
        return reply instanceof Promise ? reply.then(asResponse) : asResponse(reply);
      });
      return outer;
    },
    atOnce(request, response) {
      const header = rawHeaderReader(request);
      const known = find(keyOf(request.method ?? '', request.url ?? '', header));
      const reply = known?.answer.to(header);
      // Whoever is the first to want it packed waits for that.
      if (known === undefined || reply === undefined || reply instanceof Promise) return false;
      known.count();
      response.writeHead(reply.status, reply.rawHeaders);
      response.end(reply.body);
      return true;
    },
    forget() {
      forgotten += 1;
      making.clear();
      clear();
    },
  };
}

const asResponse = ({ status, body, headers }: Reply) => new Response(body, { status, headers });

/** As it came over the wire where that is known, so that both ways to an answer find what the other one kept. */
const addressOf = ({ url }: Request, { incoming }: Partial<HttpBindings> = {}) =>
  incoming?.url ?? url;

/** Requests that get the same answer; GET and HEAD differ only in what is sent of it. */
function keyOf(method: string, url: string, header: HeaderReader): string {
  let key = method === 'HEAD' ? url : `${method === 'GET' ? '' : method}${url}`;
  for (const name of DEPENDS_ON) key += `\n${header(name) ?? ''}`;
  return key;
}
