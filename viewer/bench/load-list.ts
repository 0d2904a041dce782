import type { Figure } from '../../shared/bench/figures.ts';
import { cpuMicroseconds } from '../../shared/bench/process-cost.ts';
import { percentile, sortedValues } from '../../shared/bench/statistics.ts';
import { BROWSER, load, type Setting } from './load-addresses.ts';
import type { ServerProcess } from './processes.ts';
import type { Subjects } from './subjects.ts';

const ROUNDS = 7;

interface Round {
  readonly aSecond: number;
  readonly cpuUs: number;
  readonly bytes: number;
}

/** The list of one group beside hello, in turn, so that a slow moment of the machine meets both. */
export async function measureList(
  { loader, viewer, hello, seconds }: Setting,
  { group, groupSize }: Subjects,
): Promise<readonly Figure[]> {
  const path = `/servers?group=${encodeURIComponent(group)}`;
  const round = async (
    server: ServerProcess,
    address: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Round> => {
    const before = cpuMicroseconds(server.pid);
    const {
      requests,
      seconds: took,
      bodyBytes,
      failed,
    } = await load(...([loader, server.port, address, seconds, headers] as const));
    if (failed > 0) throw new Error(`${failed} of ${requests} requests for ${address} failed`);
    const cpuUs = (cpuMicroseconds(server.pid) - before) / requests;
    return { aSecond: requests / took, cpuUs, bytes: bodyBytes };
  };
  await round(viewer, path, {});
  const rounds: { readonly floor: Round; readonly packed: Round; readonly plain: Round }[] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    const floor = await round(hello, '/', BROWSER);
    const packed = await round(viewer, path, BROWSER);
    rounds.push({ floor, packed, plain: await round(viewer, path, {}) });
  }
  const floorUs = median(rounds.map(({ floor }) => floor.cpuUs));
  const figure = (form: 'packed' | 'plain', what: string, isJudged: boolean): Figure => {
    const bytes = rounds[0]?.[form].bytes ?? NaN;
    const ratio = median(rounds.map((one) => one[form].aSecond / one.floor.aSecond));
    const [aSecond, cpuUs] = [
      median(rounds.map((one) => one[form].aSecond)),
      median(rounds.map((one) => one[form].cpuUs)),
    ];
    return {
      id: 'C3',
      what: `list of ${groupSize} servers from the shared copy, ${what} (${(bytes / 1_000).toFixed(0)} kB)`,
      measured: `${ratio.toFixed(2)} × hello = ${aSecond.toFixed(0)} a second; CPU ${cpuUs.toFixed(0)} µs, hello ${floorUs.toFixed(0)} µs`,
      limit: isJudged ? '≥ 0.50 × hello' : '',
      ok: isJudged ? ratio >= 0.5 : null,
    };
  };
  return [figure('packed', 'as a browser asks', true), figure('plain', 'not packed', false)];
}

const median = (values: readonly number[]) => percentile(sortedValues(values), 0.5);
