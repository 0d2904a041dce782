import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import {
  joinSteamIds,
  parseRoster,
  toObservation,
} from '../protocols/source-status/parse-answer.ts';
import { runConsoleLine } from './console.ts';
import { factsAt } from './facts-at.ts';
import { startFleet, type FleetMember } from './fleet.ts';
import { practiceServers } from './servers.ts';
import { mapAt, visitsAt } from './world.ts';
import { rawConsole, request } from './testing/raw-console.ts';

const NOON_MS = Date.UTC(2026, 10, 21, 12);
const PYTHON = '/usr/bin/python3';
const PYTHON_RCON = '/usr/lib/python3/dist-packages/rcon/source';

const fleetOf = (servers: number, now: () => number) =>
  startFleet({ servers, seed: 'test', portBase: 0, password: 'sesame', speed: 1, now });

describe('the practice fleet', () => {
  it.each(practiceServers(8, 3, 1))('says nothing of $name but what is true', (server) => {
    for (let atMs = NOON_MS; atMs < NOON_MS + 30 * 60_000; atMs += 7_300) {
      const facts = factsAt(server, 27_015, atMs);
      const told = (command: string) => parseRoster(runConsoleLine(command, server.game, facts));
      const status = told('status');
      if (status === null) throw new Error('status is not understood');
      const json = told('status_json');
      const seen = toObservation(json === null ? status : joinSteamIds(status, json));
      const on = visitsAt(server, atMs);
      const pending = on.filter(({ joinedAtMs, pendingMs }) => atMs - joinedAtMs < pendingMs);
      expect(seen.players).toBe(on.length);
      expect(seen.map).toBe(mapAt(server, atMs).map);
      expect(seen.complete).toBe(true);
      expect(seen.roster.map(({ userId, playerId }) => [userId, playerId])).toEqual(
        on.map((visit) => [visit.userId, pending.includes(visit) ? null : visit.steamId]),
      );
      expect(seen.roster.map(({ connectedSeconds }) => connectedSeconds)).toEqual(
        on.map(({ joinedAtMs }) => Math.floor((atMs - joinedAtMs) / 1_000)),
      );
    }
  });

  it('is the same fleet after a restart, with everybody still on', async () => {
    const ask = async () => {
      await using fleet = await fleetOf(4, () => NOON_MS);
      return await Promise.all(fleet.members.map(statusOf));
    };
    const withoutPort = (texts: readonly string[]) =>
      texts.map((t) => t.replace(/127\.0\.0\.1:\d+.*|0\.0\.0\.0:\d+.*/g, ''));
    const first = withoutPort(await ask());
    expect(first.join('')).toContain(' active ');
    expect(withoutPort(await ask())).toEqual(first);
  });

  it('drops the consoles of a server whose server.cfg sets the password again when the map changes', async () => {
    let nowMs = NOON_MS;
    await using fleet = await fleetOf(2, () => nowMs);
    const [drops, keeps] = fleet.members;
    if (drops?.server.dropsConsoles !== true || keeps?.server.dropsConsoles !== false) {
      throw new Error('expected one of each');
    }
    await using dropped = await rawConsole(drops.port);
    await using kept = await rawConsole(keeps.port);
    const maps = () => [drops, keeps].map(({ server }) => mapAt(server, nowMs).sinceMs);
    const before = maps();
    while (maps().some((sinceMs, at) => sinceMs === before[at])) nowMs += 10_000;
    expect(await dropped.ended).toBe('');
    kept.send(request(7, 3, 'sesame'));
    expect(await kept.read(28)).toContain('0700000002000000');
  });

  it('says which port is taken', async () => {
    await using fleet = await fleetOf(1, () => NOON_MS);
    const port = fleet.members[0]?.port ?? 0;
    await expect(
      startFleet({ servers: 1, seed: 'test', portBase: port, password: 'x', speed: 1 }),
    ).rejects.toThrow(`EADDRINUSE: address already in use 127.0.0.1:${port}`);
  });
});

describe.skipIf(!existsSync(PYTHON_RCON))('a foreign client (python3-rcon)', () => {
  it('logs in and reads status', async () => {
    await using fleet = await fleetOf(4, () => NOON_MS);
    for (const { port, server } of fleet.members) {
      const { stdout } = await vi.waitFor(() => python(port, 'sesame'), { timeout: 20_000 });
      expect(parseRoster(stdout)?.roster.map(({ name }) => name)).toEqual(
        parseRoster(
          runConsoleLine('status', server.game, factsAt(server, port, NOON_MS)),
        )?.roster.map(({ name }) => name),
      );
    }
  });

  it('is told that its password is wrong', async () => {
    await using fleet = await fleetOf(1, () => NOON_MS);
    const port = fleet.members[0]?.port ?? 0;
    await vi.waitFor(() => expect(python(port, 'open')).rejects.toThrow('WrongPassword'), {
      timeout: 20_000,
    });
  });
});

if (!existsSync(PYTHON_RCON)) {
  process.stderr.write('skipped: python3-rcon is not installed (apt-get install python3-rcon)\n');
}

/** It loses the second packet of a login if both come in one read: then the attempt ends with its time limit. */
function python(port: number, password: string): Promise<{ readonly stdout: string }> {
  const script = [
    'import sys',
    'from rcon.source import Client',
    'with Client("127.0.0.1", int(sys.argv[1]), passwd=sys.argv[2], timeout=3) as client:',
    '    sys.stdout.buffer.write(client.run("status").encode())',
  ].join('\n');
  return promisify(execFile)(PYTHON, ['-c', script, String(port), password], { timeout: 20_000 });
}

async function statusOf({ port }: FleetMember): Promise<string> {
  await using client = await rawConsole(port);
  client.send(request(7, 3, 'sesame'));
  await client.read(28);
  client.send(request(8, 2, 'status'));
  const head = Buffer.from(await client.read(12), 'hex');
  return Buffer.from(await client.read(head.readInt32LE(0) - 8), 'hex').toString(
    'utf8',
    0,
    head.readInt32LE(0) - 10,
  );
}
