/** A node of what `explain (analyze, format json)` says. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** What a plan read. */
export interface PlanCost {
  /** Rows of tables, those that a filter threw away as well. */
  readonly rows: number;
  /** Tables that were read whole. */
  readonly whole: readonly string[];
}

/** Sums over all nodes that read a table. */
export function costOfPlan(plan: PlanNode): PlanCost {
  const below = (plan.Plans ?? []).map(costOfPlan);
  const table = plan['Relation Name'];
  const loops = plan['Actual Loops'] ?? 0;
  const seen =
    (plan['Actual Rows'] ?? 0) +
    (plan['Rows Removed by Filter'] ?? 0) +
    (plan['Rows Removed by Index Recheck'] ?? 0);
  const own = table === undefined || !plan['Node Type'].endsWith('Scan') ? 0 : seen * loops;
  const whole = table !== undefined && plan['Node Type'] === 'Seq Scan' && loops > 0 ? [table] : [];
  return addCosts([{ rows: own, whole }, ...below]);
}

export function addCosts(costs: readonly PlanCost[]): PlanCost {
  return {
    rows: costs.reduce((sum, { rows }) => sum + rows, 0),
    whole: [...new Set(costs.flatMap(({ whole }) => whole))],
  };
}
