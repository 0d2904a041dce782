import type { Metrics } from '../metrics.ts';
import type { Copy } from './copy.ts';

/** Rendered pages and fragments: each is made once from the same data, for however many watch. */
export interface Copies {
  /** The copy for `key` that was made from exactly these answers of the database, or else a new one. */
  get(key: string, sources: readonly object[], render: () => Promise<Copy>): Promise<Copy>;
}

interface Entry {
  readonly sources: readonly object[];
  readonly copy: Promise<Copy>;
  bytes: number;
}

/** Keeps copies of so many bytes together, whoever asks for however many pages in however many time zones. */
export function createCopies(maxBytes: number, metrics?: Pick<Metrics, 'copy'>): Copies {
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const forget = (key: string, entry: Entry) => {
    if (entries.get(key) !== entry) return;
    entries.delete(key);
    bytes -= entry.bytes;
  };
  const count = (key: string, entry: Entry, copy: Copy) => {
    if (entries.get(key) !== entry) return;
    entry.bytes = copy.bytes.length;
    bytes += entry.bytes;
    for (const [oldKey, old] of entries) {
      if (bytes <= maxBytes) break;
      forget(oldKey, old);
    }
  };

  return {
    get(key, sources, render) {
      const known = entries.get(key);
      const shared = known !== undefined && sameItems(known.sources, sources);
      metrics?.copy(!shared);
      if (shared) return known.copy;
      if (known !== undefined) forget(key, known);
      const entry: Entry = { sources, copy: render(), bytes: 0 };
      entries.set(key, entry);
      entry.copy.then(
        (copy) => {
          count(key, entry, copy);
        },
        () => {
          forget(key, entry);
        },
      );
      return entry.copy;
    },
  };
}

function sameItems(a: readonly object[], b: readonly object[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
