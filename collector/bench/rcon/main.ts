import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { percentile, sortedValues } from '../statistics.ts';
import { CONTENDERS, type Contender, type Server } from './contenders.ts';

const ROUNDS = 9;
const CONNECTIONS = 20;
const ASKS = 100;
const ONE_SHOTS = 30;
/** Figure B1: how much of the floor a command may cost. */
const LIMITS = { kept: 1.5, oneShot: 1.3 } as const;
/** A client that hangs on one of two answers is not worth waiting for. */
const PATIENCE_MS = 20_000;

type Work = (contender: Contender, server: Server) => Promise<number>;

/** CPU microseconds of this process for each command on connections that are kept. */
const kept: Work = async (contender, server) => {
  const sessions = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => contender.open(server)),
  );
  // The first command is where a client learns what kind of server it is.
  await Promise.all(sessions.map((session) => session.ask()));
  const began = process.cpuUsage();
  await Promise.all(
    sessions.map(async (session) => {
      for (let at = 0; at < ASKS; at += 1) check(await session.ask());
    }),
  );
  const used = process.cpuUsage(began);
  await Promise.all(sessions.map((session) => session.close()));
  return (used.user + used.system) / (CONNECTIONS * ASKS);
};

/** The same for connecting, logging in, asking and hanging up. */
const oneShot: Work = async (contender, server) => {
  const began = process.cpuUsage();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let at = 0; at < ONE_SHOTS; at += 1) {
        const session = await contender.open(server);
        check(await session.ask());
        await session.close();
      }
    }),
  );
  const used = process.cpuUsage(began);
  return (used.user + used.system) / (CONNECTIONS * ONE_SHOTS);
};

function check(answer: string): void {
  if (!answer.includes('Francis')) throw new Error('the answer is not whole');
}

/** All contenders in turn, round after round, so that a slow moment of the machine meets all of them; the first round warms up. */
async function measure(work: Work, server: Server): Promise<ReadonlyMap<string, number>> {
  const costs = new Map<string, number[]>();
  const out = new Set<string>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contender of CONTENDERS) {
      if (out.has(contender.name)) continue;
      const cost = await Promise.race([
        work(contender, server).catch(() => null),
        delay(PATIENCE_MS, null, { ref: false }),
      ]);
      if (cost === null) out.add(contender.name);
      else if (round > 0) costs.set(contender.name, [...(costs.get(contender.name) ?? []), cost]);
    }
  }
  return new Map(
    [...costs]
      .filter(([name]) => !out.has(name))
      .map(([name, values]) => [name, percentile(sortedValues(values), 0.5)]),
  );
}

function table(title: string, costs: ReadonlyMap<string, number>, limit: number): boolean {
  const [floor] = CONTENDERS;
  const least = costs.get(floor?.name ?? '') ?? NaN;
  process.stdout.write(`\n${title}: CPU µs a command, median of ${ROUNDS} rounds\n`);
  for (const { name } of CONTENDERS) {
    const cost = costs.get(name);
    const words =
      cost === undefined
        ? 'fails or hangs'
        : `${cost.toFixed(1).padStart(7)}  ${(cost / least).toFixed(2)} × the floor`;
    process.stdout.write(`  ${name.padEnd(20)}${words}\n`);
  }
  const ratio = (costs.get('rollcall') ?? NaN) / least;
  const ok = ratio <= limit;
  process.stdout.write(
    `  B1 ${title}: ${ratio.toFixed(2)} × (limit ${limit} ×) ${ok ? 'ok' : 'MISSED'}\n`,
  );
  return ok;
}

const child = fork(fileURLToPath(new URL('server.js', import.meta.url)));
const [{ port }] = (await once(child, 'message')) as [{ port: number }];
const server = { host: '127.0.0.1', port, password: 's3cret' };
const keptIsOk = table('kept', await measure(kept, server), LIMITS.kept);
const oneShotIsOk = table('one-shot', await measure(oneShot, server), LIMITS.oneShot);
child.disconnect();
process.exit(keptIsOk && oneShotIsOk ? 0 : 1);
