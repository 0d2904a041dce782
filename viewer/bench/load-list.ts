import type { Figure } from '../../shared/bench/figures.ts';
import { percentile, sortedValues } from '../../shared/bench/statistics.ts';
import { load, type Setting } from './load-addresses.ts';
import type { Subjects } from './subjects.ts';

const ROUNDS = 7;

/** The list of one group beside hello, in turn, so that a slow moment of the machine meets both. */
export async function measureList(
  { loader, viewerPort, helloPort, seconds }: Setting,
  { group, groupSize }: Subjects,
): Promise<readonly Figure[]> {
  const path = `/servers?group=${encodeURIComponent(group)}`;
  const ratios: number[] = [];
  const rates: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const hello = await load(loader, helloPort, '/', seconds);
    const list = await load(loader, viewerPort, path, seconds);
    bytes = list.bodyBytes;
    rates.push(list.requests / list.seconds);
    ratios.push(list.requests / list.seconds / (hello.requests / hello.seconds));
  }
  const median = (values: readonly number[]) => percentile(sortedValues(values), 0.5);
  const ratio = median(ratios);
  return [
    {
      id: 'C3',
      what: `list of ${groupSize} servers (${(bytes / 1_000).toFixed(0)} kB), from the shared copy`,
      measured: `${ratio.toFixed(2)} × hello = ${median(rates).toFixed(0)} a second`,
      limit: '≥ 0.50 × hello',
      ok: ratio >= 0.5,
    },
  ];
}
