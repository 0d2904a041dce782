import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip, type ZlibOptions } from 'node:zlib';
import type { Context } from 'hono';
import { routeOf } from '../route-of.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A rendered page or fragment, shared by all who watch it. */
export interface Copy {
  readonly bytes: Bytes;
  /** The same packed by gzip; made for whoever asks first. */
  readonly packed: () => Promise<Bytes>;
  readonly etag: string;
  /** What else is said with it; a page unless `Content-Type` tells otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What JSX gives: text, or the promise of it where a component waits. */
type Rendered = { toString(): string | Promise<string> } | Promise<{ toString(): string }>;

const pack = promisify<Bytes, ZlibOptions, Bytes>(gzip);
/** Little is won by more. */
const LEVEL = 4;

interface Sent {
  readonly copy: Copy;
  readonly route: string;
}

const sent = new WeakMap<Request, Sent>();

/** Renders a fragment. */
export async function fragmentCopy(element: Rendered): Promise<Copy> {
  return copyOf(await (await element).toString());
}

/** Renders a whole page. */
export async function pageCopy(element: Rendered): Promise<Copy> {
  return copyOf(`<!DOCTYPE html>${await (await element).toString()}`);
}

/** What is no page: JSON, CSV, pictures, feeds. */
export function bodyCopy(body: string, headers: Readonly<Record<string, string>>): Copy {
  return { ...copyOf(body), headers };
}

function copyOf(body: string): Copy {
  const bytes = Buffer.from(body);
  let packed: Promise<Bytes> | null = null;
  return {
    bytes,
    packed: () => (packed ??= pack(bytes, { level: LEVEL })),
    etag: `"${createHash('sha1').update(bytes).digest('base64url')}"`,
  };
}

/** Answers with the copy; `sharedAnswers` makes of it what the visitor needs. */
export function sendCopy(c: Context, copy: Copy): Response {
  sent.set(c.req.raw, { copy, route: routeOf(c) });
  c.header('Cache-Control', 'no-cache');
  const { 'Content-Type': type = 'text/html; charset=utf-8', ...others } = copy.headers ?? {};
  for (const [name, value] of Object.entries(others)) c.header(name, value);
  return c.body(copy.bytes, 200, { 'Content-Type': type });
}

/** What the request was answered with; undefined where it was no copy. */
export const sentFor = (request: Request): Sent | undefined => sent.get(request);
