import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../free-port.ts';

const run = promisify(execFile);
const NGINX = '/usr/sbin/nginx';
const START_MS = 30_000;

export const HOST = 'rollcall.example.com';

/** Why nginx cannot be started here, in words; null where it can. */
export function noNginx(): string | null {
  if (!existsSync(NGINX)) return 'nginx is missing (Debian: nginx-light)';
  if (!existsSync('/usr/bin/openssl')) return 'openssl is missing, which makes the certificate';
  return null;
}

/** What an operator writes into our file, and what only a test does. */
export interface Site {
  readonly viewerPort: number;
  readonly httpPort: number;
  readonly tlsPort: number;
  /** Holds cert.pem and key.pem, and the cache. */
  readonly folder: string;
}

/** Our file with ports, certificate and cache of a test. */
export function siteText({ viewerPort, httpPort, tlsPort, folder }: Site): string {
  const file = fileURLToPath(new URL('../../viewer/nginx/rollcall.conf', import.meta.url));
  return readFileSync(file, 'utf8')
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${viewerPort}`)
    .replaceAll(/^ *listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${httpPort};`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${tlsPort} ssl`)
    .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/cert.pem;`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/key.pem;`)
    .replace('/var/cache/nginx-rollcall', `${folder}/cache`);
}

/** Writes cert.pem and key.pem for our host. */
export async function makeCertificate(folder: string): Promise<void> {
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '2', '-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`],
    ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
  ]);
}

export interface Nginx extends AsyncDisposable, Site {
  readonly certificate: string;
}

/** Starts nginx with our file in front of a viewer. */
export async function startNginx(viewerPort: number): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-nginx-'));
  // The workers of nginx are not root.
  await chmod(folder, 0o755);
  await makeCertificate(folder);
  const site = { viewerPort, httpPort: await freePort(), tlsPort: await freePort(), folder };
  await writeFile(join(folder, 'rollcall.conf'), siteText(site));
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; worker_processes 2; pid ${folder}/nginx.pid; error_log stderr warn;
     events { worker_connections 512; }
     http { access_log off; ${kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
     include rollcall.conf; }`,
  );
  const words = ['-p', folder, '-c', join(folder, 'nginx.conf')];
  await run(NGINX, ['-t', '-q', ...words]);
  const child = spawn(NGINX, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = once(child, 'exit');
  const deadline = performance.now() + START_MS;
  while (!existsSync(join(folder, 'nginx.pid'))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`nginx does not start: ${said.join('')}`);
    }
    await sleep(20);
  }
  return {
    ...site,
    certificate: await readFile(join(folder, 'cert.pem'), 'utf8'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
