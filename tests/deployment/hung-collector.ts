import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Machine } from './machine.ts';
import { says } from './services.ts';

/** Beside the collector of the machine, with the same unit file. */
const UNIT = 'rollcall-collector-hung';

/** Loses the next timer of the poll loop, as a bug would, while the file is there: everything else goes on. */
const PRELOAD = `
import { existsSync } from 'node:fs';
const after = globalThis.setTimeout;
globalThis.setTimeout = (callback, ...rest) => {
  const isOfLoop = /at next .*poll.loop\\.js/.test(new Error().stack ?? '');
  return after(isOfLoop && existsSync('/etc/hang') ? () => {} : callback, ...rest);
};
`;

export interface HungCollector {
  readonly unit: string;
  hang(): Promise<void>;
  recover(): Promise<void>;
  /** What it answers when it is asked how it is; null while it answers nothing. */
  readonly health: () => Promise<string | null>;
}

/** Starts another collector, whose poll loop can be brought to stand still while its process goes on. */
export async function collectorThatCanHang(
  machine: Machine,
  settings: string,
): Promise<HungCollector> {
  const port = await freePort();
  const units = join(machine.root, 'etc/systemd/system');
  await copyFile(join(units, 'rollcall-collector.service'), join(units, `${UNIT}.service`));
  await machine.write('etc/hang.mjs', PRELOAD);
  await machine.write(
    `etc/systemd/system/${UNIT}.service.d/test.conf`,
    // The same settings, but for the port.
    `${settings}EnvironmentFile=\nEnvironment=COLLECTOR_PORT=${port} NODE_OPTIONS=--import=/etc/hang.mjs\n`,
  );
  await machine.must('systemctl', 'daemon-reload');
  await machine.must('systemctl', 'start', UNIT);
  await says(machine, UNIT, /"collector started"/);
  return {
    unit: UNIT,
    hang: () => machine.write('etc/hang', ''),
    recover: () => rm(join(machine.root, 'etc/hang')),
    async health() {
      return fetch(`http://127.0.0.1:${port}/healthz`).then(
        (answer) => answer.text(),
        () => null,
      );
    },
  };
}
