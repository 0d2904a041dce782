import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Call {
  readonly path: string;
  readonly key: string | null;
  readonly ids: readonly string[];
}

export type Answer = (call: Call, response: ServerResponse) => void;

export interface FakeSteam extends AsyncDisposable {
  readonly url: string;
  readonly calls: readonly Call[];
  /** How it answers from now on. */
  answer: Answer;
}

/** A real HTTP server in Steam's place. */
export async function startFakeSteam(answer: Answer): Promise<FakeSteam> {
  const calls: Call[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const url = new URL(request.url ?? '/', 'http://steam');
    const ids = (url.searchParams.get('steamids') ?? '').split(',');
    const call = { path: url.pathname, key: url.searchParams.get('key'), ids };
    calls.push(call);
    steam.answer(call, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const steam: FakeSteam = {
    url: `http://127.0.0.1:${String(address.port)}`,
    calls,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return steam;
}

export const json =
  (body: unknown): Answer =>
  (_, response) => {
    response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(code, { 'content-type': 'text/html', ...headers });
    response.end('<html>no</html>');
  };

export const player = (steamid: string, more: object = {}) => ({
  steamid,
  personaname: `Persona ${steamid.slice(-3)}`,
  avatarmedium: `https://avatars.steamstatic.com/${steamid}_medium.jpg`,
  communityvisibilitystate: 3,
  ...more,
});

/** Everybody who is asked for exists; they come in another order. */
export const everybody: Answer = (call, response) => {
  const players = call.ids.map((id) => player(id)).reverse();
  json({ response: { players } })(call, response);
};
