import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { freePort } from '../free-port.ts';
import type { Machine } from './machine.ts';
import type { Prefix } from './prefix.ts';

/** For what a machine with other things to do may be late with. */
export const PATIENCE_MS = 60_000;

export type Unit = 'rollcall-collector' | 'rollcall-viewer';

/** Copies the unit files from the installed packages, as an operator does, and gives each a free port. */
export async function installUnits(machine: Machine, prefix: Prefix): Promise<{ url: string }> {
  const folder = join(machine.root, 'etc/systemd/system');
  await mkdir(folder, { recursive: true });
  const modules = join(prefix.folder, 'lib/node_modules/@rollcall');
  for (const file of [
    'collector/systemd/rollcall-collector.service',
    'viewer/systemd/rollcall-viewer.service',
    'viewer/systemd/rollcall-viewer.socket',
  ]) {
    await copyFile(join(modules, file), join(folder, file.replace(/.*\//, '')));
  }
  const port = await freePort();
  const address = `[Socket]\nListenStream=\nListenStream=127.0.0.1:${port}\n`;
  await machine.write('etc/systemd/system/rollcall-viewer.socket.d/port.conf', address);
  await machine.write('etc/rollcall/collector.env', `COLLECTOR_PORT=${await freePort()}\n`);
  await machine.must('systemctl', 'daemon-reload');
  return { url: `http://127.0.0.1:${port}` };
}

/** What systemd knows of a unit. */
export async function show(machine: Machine, unit: string, property: string): Promise<string> {
  const output = await machine.must('systemctl', 'show', unit, `--property=${property}`, '--value');
  return output.trim();
}

/** Waits until a property of a unit is so. */
export async function becomes(
  machine: Machine,
  unit: string,
  property: string,
  wanted: string | RegExp,
): Promise<void> {
  const look = () => show(machine, unit, property);
  const poll = expect.poll(look, { timeout: PATIENCE_MS, interval: 100 });
  try {
    await (typeof wanted === 'string' ? poll.toBe(wanted) : poll.toMatch(wanted));
  } catch (cause) {
    const { output } = await machine.run('systemctl', 'status', '--no-pager', '--lines=30', unit);
    throw new Error(`${unit} does not get there:\n${output}`, { cause });
  }
}

/** What a unit has said since it was installed; `more` are options of journalctl. */
export async function journal(machine: Machine, unit: string, ...more: string[]): Promise<string> {
  await machine.must('journalctl', '--sync');
  return machine.must('journalctl', `--unit=${unit}`, '--output=cat', '--no-pager', ...more);
}

/** Waits for a line in the journal of a unit. */
export async function says(machine: Machine, unit: string, line: RegExp): Promise<void> {
  const look = () => journal(machine, unit);
  await expect.poll(look, { timeout: PATIENCE_MS, interval: 200 }).toMatch(line);
}

/** Where the processes of a unit find their settings and secrets. */
export interface Secrets {
  readonly collectorUrl: string;
  readonly viewerUrl: string;
  readonly key: string;
}

export async function writeSecrets(machine: Machine, secrets: Secrets): Promise<void> {
  const write = (name: string, text: string) =>
    machine.write(`etc/rollcall/${name}`, `${text}\n`, 0o600);
  await write('collector.database_url', secrets.collectorUrl);
  await write('viewer.database_url', secrets.viewerUrl);
  await write('secret_key', secrets.key);
}

/** Adds to a unit what is only for a test; an empty text takes it away. */
export async function dropIn(machine: Machine, unit: Unit, text: string): Promise<void> {
  await machine.write(`etc/systemd/system/${unit}.service.d/test.conf`, text);
  await machine.must('systemctl', 'daemon-reload');
}
