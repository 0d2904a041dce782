import { bodyCopy, type Copy } from '../live/copy.ts';

/** For pictures that other sites show: they may, and ask again at most twice a minute. */
const HEADERS = {
  'Content-Type': 'image/svg+xml',
  'Cache-Control': 'public, max-age=30',
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const;

/** A picture for other sites. It is a document of its own: what is not in it is not loaded. */
export async function svgCopy(element: { toString(): string | Promise<string> }): Promise<Copy> {
  return bodyCopy(await element.toString(), HEADERS);
}
