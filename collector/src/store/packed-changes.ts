import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Change } from '../reconcile/change.ts';

/** Few enough that packing them does not keep a poll waiting, many enough that they become small. */
const CHANGES_A_PACK = 2_000;
/** The quickest: what there is to save are names of properties, and it finds these. */
const LEVEL = 1;

interface Pack {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** Changes that have to wait for long, in a tenth of the memory; given back in the order in which they came. */
export class PackedChanges {
  readonly #maxBytes: number;
  #packs: Pack[] = [];
  #bytes = 0;
  #count = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many changes there are. */
  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes over changes; returns how many of the oldest had to be given up for them. */
  add(changes: readonly Change[]): number {
    for (let from = 0; from < changes.length; from += CHANGES_A_PACK) {
      const part = changes.slice(from, from + CHANGES_A_PACK);
      const bytes = deflateRawSync(serialize(part), { level: LEVEL });
      this.#packs.push({ bytes, count: part.length });
      this.#bytes += bytes.length;
      this.#count += part.length;
    }
    let lost = 0;
    while (this.#bytes > this.#maxBytes && this.#packs.length > 1)
      lost += this.#shift()?.count ?? 0;
    return lost;
  }

  /** Some of the oldest changes, which are then here no more; null when there are none. */
  take(): readonly Change[] | null {
    const pack = this.#shift();
    return pack === null ? null : (deserialize(inflateRawSync(pack.bytes)) as readonly Change[]);
  }

  clear(): void {
    this.#packs = [];
    this.#bytes = 0;
    this.#count = 0;
  }

  #shift(): Pack | null {
    const pack = this.#packs.shift();
    if (pack === undefined) return null;
    this.#bytes -= pack.bytes.length;
    this.#count -= pack.count;
    return pack;
  }
}
