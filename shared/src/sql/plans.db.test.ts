import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { addMonth, BUSIEST } from './testing/volume.ts';

/** What a page may read at most. */
const MAX_ROWS = 5_000;
/** The same in blocks of 8 kB, for what a function does where no plan shows its rows; the sessions alone are over 3,000. */
const MAX_BLOCKS = 500;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

const HISTORY = ['server_player_session', 'server_state', 'server_reachability'];

function nodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodes)];
}

async function cost(test: TestDatabase, query: string) {
  const [row] = await test.db.$client.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
    `explain (analyze, buffers, format json) ${query}`,
  );
  if (row === undefined) throw new Error('no plan');
  const [{ Plan: plan }] = row['QUERY PLAN'];
  const scans = nodes(plan).filter((node) => HISTORY.includes(node['Relation Name'] ?? ''));
  return {
    whole: scans.filter((node) => node['Node Type'] === 'Seq Scan'),
    rows: scans
      .map(
        (node) =>
          (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      )
      .reduce((sum, rows) => sum + rows, 0),
    blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
}

const QUESTIONS = [
  ['who was on ten days ago', `who_was_online(${String(BUSIEST)}, now() - interval '10 days')`],
  ['who was on just now', `who_was_online(${String(BUSIEST)}, now() - interval '1 minute')`],
  ['who is on a server', `current_players where server_id = ${String(BUSIEST)}`],
  [
    'who left a server last',
    `recent_players where server_id = ${String(BUSIEST)} order by left_at desc limit 20`,
  ],
  ['all servers', 'server_overview'],
  ['how many were on for a day', `concurrency(${String(BUSIEST)}, now() - interval '1 day')`],
  [
    'how many were on for a day long ago',
    `concurrency(${String(BUSIEST)}, now() - interval '15 days', now() - interval '14 days')`,
  ],
  ['how a server was up for three days', `uptime(${String(BUSIEST)}, now() - interval '3 days')`],
  ['when it was down for a month', `outages(${String(BUSIEST)}, now() - interval '30 days')`],
] as const;

describe('with 200,000 sessions, 79,000 of them on one server', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    await addMonth(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  describe.each(['before', 'after'])('%s the tables are analyzed', (when) => {
    beforeAll(async () => {
      if (when === 'after') await test.db.$client`analyze`;
    });

    it.each(QUESTIONS)('reads few rows, by index, to tell %s', async (_, from) => {
      const { whole, rows } = await cost(test, `select * from ${from}`);
      expect(whole).toEqual([]);
      expect(rows).toBeLessThan(MAX_ROWS);
    });

    it.each(['map_hours', 'player_hours'])(
      'reads few blocks to tell %s of a server that are not summed up yet',
      async (name) => {
        const { blocks } = await cost(
          test,
          `select * from ${name}('{${String(BUSIEST)}}', date_trunc('hour', now()) - interval '1 hour', now())`,
        );
        expect(blocks).toBeLessThan(4 * MAX_BLOCKS);
      },
    );

    it('reads few blocks to tell how long a player played', async () => {
      await test.db.$client`select playtime(1)`;
      const { blocks } = await cost(test, 'select playtime(76561197960265800)');
      expect(blocks).toBeLessThan(MAX_BLOCKS);
    });
  });
});
