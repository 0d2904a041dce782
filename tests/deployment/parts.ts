import { closeDatabase, openDatabase } from '@rollcall/shared';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Machine } from './machine.ts';
import { makeCertificate, siteText } from './nginx.ts';

/** The parts around Rollcall, each a service of the machine, started. */

const SUPERUSER_PASSWORD = 'of the superuser, for this test';
const PRACTICE_PASSWORD = 'rcon password of the practice servers';

/** A Postgres of Debian's in the machine, empty; resolves with the address of its superuser. */
export async function addPostgres(machine: Machine, programs: string): Promise<string> {
  const port = await freePort();
  const data = '/var/lib/test-postgres';
  await machine.must('install', '--directory', '--owner=postgres', '--mode=700', data);
  await machine.write('etc/superuser', SUPERUSER_PASSWORD);
  await machine.must(
    ...['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'],
    ...[`${programs}/initdb`, `--pgdata=${data}`, '--username=postgres', '--encoding=UTF8'],
    ...['--locale=C.UTF-8', '--no-sync', '--auth=scram-sha-256', '--pwfile=/etc/superuser'],
  );
  await addService(machine, 'postgres', [
    'Type=notify',
    'User=postgres',
    `ExecStart=${programs}/postgres -D ${data} -p ${port} -c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories=`,
    'Restart=always',
    'RestartSec=1',
    // With the control groups of old, systemd in a container may not see that all its processes have gone.
    'TimeoutStopSec=5',
  ]);
  return `postgres://postgres:${encodeURIComponent(SUPERUSER_PASSWORD)}@127.0.0.1:${port}/postgres`;
}

/** The database and its roles, as docs/operating.md wants them; nothing is migrated. */
export async function createDatabase(
  superuserUrl: string,
): Promise<{ readonly collectorUrl: string; readonly viewerUrl: string }> {
  const admin = openDatabase({ url: superuserUrl, applicationName: 'test', max: 1 });
  for (const statement of [
    "create role rollcall login password 'of the collector'",
    'create role rollcall_reader nologin',
    "create role rollcall_viewer login password 'of the viewer' in role rollcall_reader",
    'create database rollcall owner rollcall',
  ]) {
    await admin.$client.unsafe(statement);
  }
  await closeDatabase(admin);
  const urlOf = (username: string, password: string) =>
    Object.assign(new URL(superuserUrl), { username, password, pathname: '/rollcall' }).href;
  return {
    collectorUrl: urlOf('rollcall', 'of the collector'),
    viewerUrl: urlOf('rollcall_viewer', 'of the viewer'),
  };
}

/** A simulated game server that many visit; resolves with its port. */
export async function addPractice(machine: Machine, name: string): Promise<number> {
  const port = await freePort();
  await machine.write('etc/practice', PRACTICE_PASSWORD);
  await addService(machine, name, [
    'DynamicUser=yes',
    `ExecStart=/usr/bin/rollcall-practice --servers 1 --seed ${name} --port-base ${port} --password-file /etc/practice --speed 10`,
    'Restart=always',
    'RestartSec=3',
  ]);
  return port;
}

export interface Front {
  readonly tlsPort: number;
  readonly certificate: string;
}

/** Debian's nginx with our file, in front of the viewer. */
export async function addNginx(machine: Machine, viewerPort: number): Promise<Front> {
  const etc = join(machine.root, 'etc/nginx');
  await mkdir(join(etc, 'conf.d'), { recursive: true });
  for (const folder of ['var/log/nginx', 'var/lib/nginx']) {
    await mkdir(join(machine.root, folder), { recursive: true });
  }
  // Debian's own, without the sites of the machine that the tests run on.
  for (const part of ['nginx.conf', 'mime.types']) await cp(`/etc/nginx/${part}`, join(etc, part));
  await makeCertificate(etc);
  const site = {
    ...{ viewerPort, httpPort: await freePort(), tlsPort: await freePort() },
    folder: '/etc/nginx',
  };
  const text = siteText(site).replace('/etc/nginx/cache', '/var/cache/nginx-rollcall');
  await writeFile(join(etc, 'conf.d/rollcall.conf'), text);
  await mkdir(join(machine.root, 'var/cache'), { recursive: true });
  await machine.must('systemctl', 'start', 'nginx');
  return { tlsPort: site.tlsPort, certificate: await readFile(join(etc, 'cert.pem'), 'utf8') };
}

async function addService(machine: Machine, name: string, lines: readonly string[]): Promise<void> {
  const text = ['[Unit]', 'StartLimitIntervalSec=0', '[Service]', ...lines, ''].join('\n');
  await machine.write(`etc/systemd/system/${name}.service`, text);
  await machine.must('systemctl', 'daemon-reload');
  await machine.must('systemctl', 'start', name);
}
