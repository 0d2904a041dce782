import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { percentile, sortedValues } from '../../../shared/bench/statistics.ts';
import { CONTENDERS, type Contender, type Server } from './contenders.ts';

/** Before the first that counts, so that all code is compiled. */
const WARM_UP_ROUNDS = 5;
const ROUNDS = 15;
const CONNECTIONS = 20;
const ASKS = 100;
const ONE_SHOTS = 30;
/** A client that hangs on one of two answers is not worth waiting for. */
const PATIENCE_MS = 5_000;

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

/** Costs of a contender, a round each. */
type Costs = ReadonlyMap<string, readonly number[]>;

/** All contenders in turn, round after round, so that a slow moment of the machine meets all of them. */
async function measure(work: Work, server: Server): Promise<Costs> {
  const costs = new Map<string, number[]>();
  const out = new Set<string>();
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    for (const contender of CONTENDERS) {
      if (out.has(contender.name)) continue;
      const cost = await Promise.race([
        work(contender, server).catch(() => null),
        delay(PATIENCE_MS, null, { ref: false }),
      ]);
      if (cost === null) out.add(contender.name);
      else if (round >= 0) costs.set(contender.name, [...(costs.get(contender.name) ?? []), cost]);
    }
  }
  for (const name of out) costs.delete(name);
  return costs;
}

const median = (values: readonly number[]) => percentile(sortedValues([...values]), 0.5);

/** The floor of the same round is what a cost is compared with: from one round to the next the machine may be another. */
function ratioOf(costs: Costs, name: string): number {
  const floor = costs.get(CONTENDERS[0]?.name ?? '') ?? [];
  const ratios = (costs.get(name) ?? []).map((cost, round) => cost / (floor[round] ?? NaN));
  return ratios.length === 0 ? NaN : median(ratios);
}

function table(title: string, costs: Costs, limit: number): boolean {
  process.stdout.write(`\n${title}: CPU µs a command, median of ${ROUNDS} rounds\n`);
  for (const { name } of CONTENDERS) {
    const cost = costs.get(name);
    const words =
      cost === undefined
        ? 'fails or hangs'
        : `${median(cost).toFixed(1).padStart(7)}  ${ratioOf(costs, name).toFixed(2)} × the floor`;
    process.stdout.write(`  ${name.padEnd(20)}${words}\n`);
  }
  const ratio = ratioOf(costs, 'rollcall');
  const ok = ratio <= limit;
  process.stdout.write(
    `  B1 ${title}: ${ratio.toFixed(2)} × (limit ${limit} ×) ${ok ? 'ok' : 'MISSED'}\n`,
  );
  return ok;
}

/** Figure B1: how much of the floor a command may cost. */
const WORKS = {
  kept: { work: kept, limit: 1.5 },
  'one-shot': { work: oneShot, limit: 1.3 },
} as const;

async function runWork(title: keyof typeof WORKS): Promise<boolean> {
  const child = fork(fileURLToPath(new URL('server.js', import.meta.url)));
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const { work, limit } = WORKS[title];
  const costs = await measure(work, { host: '127.0.0.1', port, password: 's3cret' });
  child.disconnect();
  return table(title, costs, limit);
}

/** Each in a process of its own: what a client that hangs leaves behind slows down everything after it. */
async function runAll(): Promise<boolean> {
  let ok = true;
  for (const title of Object.keys(WORKS)) {
    const [code] = (await once(fork(fileURLToPath(import.meta.url), [title]), 'exit')) as [number];
    ok &&= code === 0;
  }
  return ok;
}

const [title] = process.argv.slice(2);
const isOk = await (title === 'kept' || title === 'one-shot' ? runWork(title) : runAll());
process.exit(isOk ? 0 : 1);
