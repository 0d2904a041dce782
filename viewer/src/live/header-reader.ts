import type { HttpBindings } from '@hono/node-server';

/** The value of a header by its name in lower case; null where there is none. */
export type HeaderReader = (name: Lowercase<string>) => string | null;

/**
 * Reads headers as they came over the wire where that is known: to make `Headers` of all of them, for the few that an answer
 * depends on, costs as much as the answer.
 */
export function headerReader(
  { headers }: Pick<Request, 'headers'>,
  { incoming }: Partial<Pick<HttpBindings, 'incoming'>> = {},
): HeaderReader {
  return incoming === undefined ? (name) => headers.get(name) : rawHeaderReader(incoming);
}

/** Reads them of a request of Node.js. Repeated ones are joined, as `Headers` does. */
export function rawHeaderReader({
  rawHeaders,
}: Pick<HttpBindings['incoming'], 'rawHeaders'>): HeaderReader {
  return (name) => {
    let found: string | null = null;
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      const given = rawHeaders[i] ?? '';
      if (given.length !== name.length || given.toLowerCase() !== name) continue;
      const value = rawHeaders[i + 1] ?? '';
      found = found === null ? value : `${found}, ${value}`;
    }
    return found;
  };
}
