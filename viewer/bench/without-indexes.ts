import type { Database } from '@rollcall/shared';

interface Index {
  readonly name: string;
  readonly definition: string;
}

/** Does the work while the tables have only the indexes that constraints need, and makes the others anew after it. */
export async function withoutIndexes<T>(
  db: Database,
  tables: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const indexes = await db.$client<Index[]>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid::regclass::text = any(${`{${tables.join()}}`}::text[])
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`;
  for (const { name } of indexes) await db.$client.unsafe(`drop index "${name}"`);
  const result = await work();
  for (const { definition } of indexes) await db.$client.unsafe(definition);
  return result;
}
