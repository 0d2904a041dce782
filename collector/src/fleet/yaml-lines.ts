import { isMap, isPair, isScalar, type Document, type LineCounter } from 'yaml';

/** Where a field is: names in maps, numbers in lists. */
export type FieldPath = readonly PropertyKey[];

/** The line of the field, or of the nearest thing around it that the file has. */
export function lineOf(document: Document, lines: LineCounter, path: FieldPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!isPair(pair)) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else {
      const items = typeof node === 'object' && node !== null && 'items' in node ? node.items : [];
      node = Array.isArray(items) && typeof key === 'number' ? (items[key] as unknown) : null;
      offset = startOf(node) ?? offset;
    }
  }
  return lines.linePos(offset).line;
}

function startOf(node: unknown): number | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  return Array.isArray(node.range) && typeof node.range[0] === 'number' ? node.range[0] : null;
}

/** `servers[2].name`, as people write it. */
export function formatPath(path: FieldPath): string {
  if (path.length === 0) return 'the file';
  return path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : `${at > 0 ? '.' : ''}${String(key)}`))
    .join('');
}
