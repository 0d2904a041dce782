import type { Database } from '@rollcall/shared';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

type Value = string | number | bigint | boolean | Date | null;

/** Writes rows with COPY: hundreds of thousands within seconds. `target` is a table with its columns. */
export async function copyRows(
  db: Database,
  target: string,
  rows: Iterable<readonly Value[]>,
): Promise<void> {
  const sink = await db.$client.unsafe(`copy ${target} from stdin`).writable();
  await pipeline(Readable.from(chunks(rows)), sink);
}

function* chunks(rows: Iterable<readonly Value[]>) {
  let text = '';
  for (const row of rows) {
    text += `${row.map(field).join('\t')}\n`;
    if (text.length > 60_000) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

function field(value: Value): string {
  if (value === null) return '\\N';
  if (value instanceof Date) return value.toISOString();
  return String(value).replace(/[\\\t\n\r]/g, (sign) => ESCAPED[sign] ?? sign);
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};
