import { describe, expect, it } from 'vitest';
import { costOfPlan, type PlanNode } from './plan.ts';

const scan = (
  type: string,
  table: string,
  rows: number,
  more: Partial<PlanNode> = {},
): PlanNode => ({
  'Node Type': type,
  'Relation Name': table,
  'Actual Rows': rows,
  'Actual Loops': 1,
  ...more,
});

describe('what a plan read', () => {
  it('counts the rows of every loop, and those that a filter threw away', () => {
    const plan: PlanNode = {
      'Node Type': 'Nested Loop',
      'Actual Rows': 7,
      'Actual Loops': 1,
      Plans: [
        scan('Index Scan', 'player', 2.5, { 'Actual Loops': 4 }),
        scan('Bitmap Heap Scan', 'server_state', 10, {
          'Rows Removed by Filter': 3,
          'Rows Removed by Index Recheck': 2,
          Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Actual Rows': 15, 'Actual Loops': 1 }],
        }),
      ],
    };
    expect(costOfPlan(plan)).toEqual({ rows: 25, whole: [] });
  });

  it('leaves out what is read again from a result', () => {
    const plan: PlanNode = { 'Node Type': 'CTE Scan', 'Actual Rows': 9, 'Actual Loops': 2 };
    expect(costOfPlan(plan).rows).toBe(0);
  });

  it('names each table that was read whole once, and none that was not read after all', () => {
    const plan: PlanNode = {
      'Node Type': 'Append',
      Plans: [
        scan('Seq Scan', 'server_state', 5),
        scan('Seq Scan', 'server_state', 5),
        scan('Seq Scan', 'player', 0, { 'Actual Loops': 0 }),
      ],
    };
    expect(costOfPlan(plan)).toEqual({ rows: 10, whole: ['server_state'] });
  });
});
