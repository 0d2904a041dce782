import { RequestError } from '@hono/node-server';
import type { Duplex } from 'node:stream';

const HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

/** The answer to a request that no route can be asked for: its Host or its address is none. */
export function refusedRequest(error: unknown): Response {
  if (error instanceof RequestError) {
    return new Response(`This request cannot be read: ${error.message}.\n`, {
      status: 400,
      headers: HEADERS,
    });
  }
  return new Response('This could not be answered.\n', { status: 500, headers: HEADERS });
}

const REFUSALS: Readonly<Record<string, readonly [status: string, words: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The address and the headers of this request are too long: 16 kB together at most.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come within 10 seconds.'],
};
const NOT_HTTP = ['400 Bad Request', 'This is no HTTP request that can be read.'] as const;

/** Says what is wrong to who sends what is not HTTP, and hangs up. */
export function refuseBytes(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words] = REFUSALS[error.code ?? ''] ?? NOT_HTTP;
  const headers = Object.entries({ ...HEADERS, Connection: 'close' });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status}\r\n${lines}\r\n${words}\n`, () => socket.destroy());
}
