import { getRequestListener } from '@hono/node-server';
import { messageOf, UserError } from '@rollcall/shared';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refuseBytes, refusedRequest } from './refused-request.ts';

type Fetch = (request: Request) => Response | Promise<Response>;
/** Answers a request by itself, or else returns false. */
type AtOnce = (request: IncomingMessage, response: ServerResponse) => boolean;

/** An address of ours, where port 0 means any that is free; or a socket that already listens. */
export type Listening = { readonly host: string; readonly port: number } | { readonly fd: number };

/**
 * Serves HTTP there.
 *
 * @throws UserError saying why the address cannot be used and what to do.
 */
export async function listen(fetch: Fetch, at: Listening, atOnce: AtOnce = () => false) {
  const answer = getRequestListener(fetch, { errorHandler: refusedRequest });
  // Longer than nginx keeps idle connections, so that never both decide at the same moment; a request must come at once.
  const limits = { keepAliveTimeout: 75_000, headersTimeout: 10_000, requestTimeout: 15_000 };
  const server = createServer(limits, (request, response) => {
    if (!atOnce(request, response)) void answer(request, response);
  });
  server.on('clientError', refuseBytes);
  try {
    server.listen(at);
    await once(server, 'listening');
  } catch (error) {
    const where = 'fd' in at ? 'the socket of systemd' : `${at.host}:${at.port}`;
    throw new UserError(`the viewer cannot listen on ${where}: ${reason(error)}`, { cause: error });
  }
  return { server, url: urlOf(server, 'fd' in at ? null : at.host) };
}

/** Where it is, by the name that was asked for. */
function urlOf(server: Server, name: string | null): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return `unix:${address ?? ''}`;
  const host = name ?? address.address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EADDRINUSE':
      return 'another program uses this port. Choose another one with VIEWER_PORT, or stop that program.';
    case 'EACCES':
      return 'this user may not use this port. Choose one above 1023 with VIEWER_PORT, and let nginx stand in front.';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'this machine has no such address. Set VIEWER_HOST to one of its own, 127.0.0.1 for example.';
    default:
      return messageOf(error);
  }
}
