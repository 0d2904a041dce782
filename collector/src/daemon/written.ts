import type { Writer } from '../store/writer.ts';

/** Resolves when everything pushed so far is stored; rejects while the database is away. */
export async function writtenSoFar(writer: Pick<Writer, 'flush'>): Promise<void> {
  // The first one may have been under way already, without what was pushed last.
  await writer.flush(null);
  if (!(await writer.flush(null))) throw new Error('earlier changes are not stored yet');
}
