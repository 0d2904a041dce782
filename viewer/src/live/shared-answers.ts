import { Hono, type Context } from 'hono';
import type { Metrics } from '../metrics.ts';
import { createAnswer, type Answer } from './answer.ts';
import { sentFor } from './copy.ts';

/** So long an answer is given to others who ask the same, without asking what it is made of. */
const KEPT_MS = 250;
const MAX_KEPT = 500;
/** However many addresses somebody thinks of. */
const MAX_KEPT_BYTES = 16_000_000;
/** What an answer depends on beside its address. */
const DEPENDS_ON = ['Accept', 'Host', 'HX-Request', 'X-Forwarded-Proto'] as const;

export interface SharedAnswers {
  /** The app with all its copies shared for a moment, in the form that each visitor needs. */
  around(app: Hono): Hono;
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
  async function make(c: Context, app: Hono, key: string): Promise<Response> {
    const beganAt = now();
    const forgottenBefore = forgotten;
    const response = await app.fetch(c.req.raw, c.env);
    const sent = sentFor(c.req.raw);
    if (sent === undefined || response.status !== 200) return response;
    const answer = createAnswer(sent.copy, response.headers);
    if (forgotten === forgottenBefore) {
      const { copy, route } = sent;
      const bytes = copy.bytes.length;
      keep(key, { answer, bytes, madeAt: beganAt, count: metrics.atOnce(route) });
    }
    return answer.to(c.req.raw);
  }

  return {
    around(app) {
      const outer = new Hono();
      outer.all('*', (c) => {
        const { raw } = c.req;
        const key = keyOf(raw);
        const known = kept.get(key);
        if (known === undefined || now() - known.madeAt >= KEPT_MS) return make(c, app, key);
        known.count();
        return known.answer.to(raw);
      });
      return outer;
    },
    forget() {
      forgotten += 1;
      clear();
    },
  };
}

/** Requests that get the same answer; GET and HEAD differ only in what is sent of it. */
function keyOf({ method, url, headers }: Request): string {
  let key = method === 'HEAD' ? url : `${method === 'GET' ? '' : method}${url}`;
  for (const name of DEPENDS_ON) key += `\n${headers.get(name) ?? ''}`;
  return key;
}
