import type { Database } from '@rollcall/shared';
import * as schema from '@rollcall/shared/schema';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { addCosts, costOfPlan, type PlanCost, type PlanNode } from './plan.ts';

/** A statement that a question sent, with all that it did inside functions. */
export interface Statement extends PlanCost {
  readonly text: string;
}

const SETTINGS = {
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
} as const;

/** Asks, with plans for what is asked of or for anything, and tells of each statement what they read: Postgres itself reports them, those inside functions first. */
export async function explain(
  url: string,
  question: (db: Database) => Promise<unknown>,
  plans: 'generic' | 'custom' = 'custom',
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const sent = new Set<string>();
  let inside: PlanCost[] = [];
  let isOn = false;
  const client = postgres(url, {
    max: 1,
    fetch_types: false,
    debug: (_, text) => {
      if (isOn) sent.add(text.trim());
    },
    onnotice: ({ message }) => {
      const explained = isOn ? explanationIn(message ?? '') : null;
      if (explained === null) return;
      inside.push(costOfPlan(explained.Plan));
      const text = explained['Query Text'].trim();
      if (!sent.has(text)) return;
      statements.push({ text, ...addCosts(inside) });
      inside = [];
    },
  });
  try {
    await client`load 'auto_explain'`;
    const settings = { ...SETTINGS, plan_cache_mode: `force_${plans}_plan` };
    for (const [name, value] of Object.entries(settings)) {
      await client`select set_config(${name}, ${value}, false)`;
    }
    isOn = true;
    await question(drizzle(client, { schema }));
  } finally {
    await client.end();
  }
  return statements;
}

interface Explanation {
  readonly 'Query Text': string;
  readonly Plan: PlanNode;
}

/** `duration: 1.2 ms  plan:` and JSON. */
function explanationIn(message: string): Explanation | null {
  const at = message.indexOf('{');
  if (!message.startsWith('duration:') || at === -1) return null;
  return JSON.parse(message.slice(at)) as Explanation;
}
