// Where the viewer will be found.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A viewer of a killed start may need a moment to go. */
const FREE_MS = 3_000;
const READY_MS = 60_000;

/** @param {NodeJS.ProcessEnv} env */
export function viewerAddress(env) {
  const { VIEWER_HOST = '', VIEWER_PORT = '' } = env;
  const host = VIEWER_HOST === '' ? '127.0.0.1' : VIEWER_HOST;
  const port = VIEWER_PORT === '' ? 8080 : Number(VIEWER_PORT);
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
  return { host, port, url };
}

/**
 * @param {{ host: string, port: number }} address
 * @param {AbortSignal} signal
 */
export async function requireFreePort({ host, port }, signal) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error('VIEWER_PORT is not a port: give a number from 1 to 65535');
  }
  for (const until = Date.now() + FREE_MS; ;) {
    const problem = await listenProblem(host, port);
    if (problem === null) return;
    if (problem === 'EADDRINUSE' && Date.now() < until) {
      await delay(200, undefined, { signal });
      continue;
    }
    const why =
      problem === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${problem})`;
    throw new Error(
      `Port ${port} on ${host} ${why}. Choose another one for the viewer, for example: VIEWER_PORT=${port === 8081 ? 8082 : 8081} npm start`,
    );
  }
}

/**
 * Resolves when the viewer answers.
 *
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function untilItAnswers(url, signal) {
  for (const until = Date.now() + READY_MS; Date.now() < until;) {
    signal.throwIfAborted();
    try {
      const answer = await fetch(`${url}/healthz`, { signal });
      await answer.arrayBuffer();
      if (answer.ok) return;
    } catch {
      // Not yet.
    }
    await delay(100, undefined, { signal });
  }
  throw new Error(
    `The viewer does not answer at ${url}. Its log is beside the data, in viewer.log`,
  );
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<string | null>}
 */
export async function listenProblem(host, port) {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
