import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const HOST = '127.0.0.1';

/** The port that the server in `folder` had last time if it is free, else any free one. */
export async function choosePort(folder: string): Promise<number> {
  const kept = readKeptPort(folder);
  if (kept !== null && (await isFree(kept))) return kept;
  return listenOn(0);
}

export function keepPort(folder: string, port: number): void {
  writeFileSync(join(folder, 'port'), `${port}\n`);
}

function readKeptPort(folder: string): number | null {
  try {
    const port = Number(readFileSync(join(folder, 'port'), 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

async function isFree(port: number): Promise<boolean> {
  try {
    await listenOn(port);
    return true;
  } catch {
    return false;
  }
}

/** Listens for a moment; the port that it got. */
async function listenOn(port: number): Promise<number> {
  const server = createServer().listen(port, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
