import type { Change } from '../reconcile/change.ts';
import type { Batch } from './batch.ts';
import { halves, isRefusal, isTooSlow } from './refusal.ts';

/** Changes that go in one transaction; frozen from the first attempt on, since that may have succeeded unnoticed. */
export interface Parcel {
  readonly changes: readonly Change[];
  attempted: { readonly number: number; readonly batch: Batch } | null;
}

export function parcelOf(changes: readonly Change[]): Parcel {
  return { changes, attempted: null };
}

/**
 * What is to be written in place of a parcel at which Postgres has failed with `error`, of which it took nothing: half of it first
 * where it was too slow, each half of the servers where it refused the content, nothing where that cannot be divided. Null where it
 * is to be tried again as it is.
 */
export function partsOf({ changes }: Parcel, error: unknown): readonly Parcel[] | null {
  if (isRefusal(error)) return (halves(changes) ?? []).map(parcelOf);
  if (!isTooSlow(error) || changes.length < 2) return null;
  const middle = Math.ceil(changes.length / 2);
  return [changes.slice(0, middle), changes.slice(middle)].map(parcelOf);
}
