import { createHash } from 'node:crypto';
import type { Context } from 'hono';

/** A rendered page or fragment, shared by all who watch it. */
export interface Copy {
  readonly body: string;
  readonly etag: string;
  /** What else is said with it; a page unless `Content-Type` tells otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What JSX gives: text, or the promise of it where a component waits. */
type Rendered = { toString(): string | Promise<string> } | Promise<{ toString(): string }>;

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
  return { body, etag: `"${createHash('sha1').update(body).digest('base64url')}"` };
}

/** Answers with the copy, or with 304 where the visitor has it already. */
export function sendCopy(c: Context, copy: Copy): Response {
  c.header('ETag', copy.etag);
  c.header('Cache-Control', 'no-cache');
  const { 'Content-Type': type = 'text/html; charset=utf-8', ...others } = copy.headers ?? {};
  for (const [name, value] of Object.entries(others)) c.header(name, value);
  const known = c.req.header('If-None-Match') ?? '';
  const matches = known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === copy.etag);
  if (matches) return c.body(null, 304);
  return c.body(copy.body, 200, { 'Content-Type': type });
}
