import { messageOf } from '@rollcall/shared';
import { keyIdOf, openPassword, sealPassword, type SecretKeys } from './seal.ts';

interface Stored {
  readonly serverId: number;
  readonly server: string;
  readonly stored: string;
}

/** A password that no key opens. */
export interface Unopened {
  readonly id: number;
  readonly name: string;
  /** In words, without anything of the password. */
  readonly reason: string;
}

export interface Rotation<Row> {
  /** Those that another key sealed, or none, sealed anew. */
  readonly resealed: readonly Row[];
  /** By which keys they were sealed until now; null = not sealed. */
  readonly before: ReadonlyMap<string | null, number>;
  /** How many the current key has sealed already. */
  readonly already: number;
  readonly unopened: readonly Unopened[];
}

/** Seals with the current key what can be opened and is not sealed with it yet. Doing it again changes nothing. */
export function rotate<Row extends Stored>(keys: SecretKeys, rows: readonly Row[]): Rotation<Row> {
  const resealed: Row[] = [];
  const before = new Map<string | null, number>();
  const unopened: Unopened[] = [];
  let already = 0;
  for (const row of rows) {
    const { serverId: id, server: name, stored } = row;
    const keyId = keyIdOf(stored);
    try {
      const password = openPassword(keys, stored);
      if (keyId === keys.current?.id) {
        already += 1;
        continue;
      }
      resealed.push({ ...row, stored: sealPassword(keys, password) });
      before.set(keyId, (before.get(keyId) ?? 0) + 1);
    } catch (error) {
      unopened.push({ id, name, reason: messageOf(error) });
    }
  }
  return { resealed, before, already, unopened };
}
