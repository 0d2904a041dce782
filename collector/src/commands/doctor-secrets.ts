import type { Database } from '@rollcall/shared';
import { rotate } from '../secrets/rotation.ts';
import { isSealed, secretKeys, type SecretSettings } from '../secrets/seal.ts';
import { storedPasswords } from '../store/credentials.ts';
import { findingsOf, type Finding } from './doctor-finding.ts';

const { ok, warning } = findingsOf(null);

/** Whether passwords are sealed, all with the key of today; what cannot be opened is told of each server. */
export async function inspectSecrets(
  db: Database,
  settings: SecretSettings,
): Promise<readonly Finding[]> {
  const keys = secretKeys(settings);
  const stored = await storedPasswords(db);
  if (stored.length === 0) return [];
  if (keys.current === null) {
    const plain = stored.filter((row) => !isSealed(row.stored)).length;
    if (plain === 0) return [];
    return [
      warning(
        'secrets',
        `${plain} RCON password(s) are stored as they are: whoever gets a backup has them`,
        'set ROLLCALL_SECRET_KEY for the collector and run "rollcall secrets rotate" (docs/operating.md)',
      ),
    ];
  }
  const { before, already } = rotate(keys, stored);
  const others = [...before.values()].reduce((sum, passwords) => sum + passwords, 0);
  if (others === 0)
    return [ok('secrets', `${already} RCON password(s) sealed with ${keys.current.id}`)];
  return [
    warning(
      'secrets',
      `${others} RCON password(s) are not sealed with ROLLCALL_SECRET_KEY (${keys.current.id})`,
      'run "rollcall secrets rotate"',
    ),
  ];
}
