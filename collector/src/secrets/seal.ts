import { UserError } from '@rollcall/shared';
import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';

/** What passwords are sealed with, made from `ROLLCALL_SECRET_KEY`. */
interface SecretKey {
  /** Tells which key sealed a password, and nothing about the key. */
  readonly id: string;
  readonly bytes: Buffer;
}

const PREFIX = 'sealed:';
const SEALED = /^sealed:v1:([0-9a-f]{8}):([\w-]{16}):([\w-]{22,})$/;
const TAG_BYTES = 16;
/**
 * Not the number of the server: who can move a sealed password to another row of the database could as well change the address
 * of its own row.
 */
const PURPOSE = Buffer.from('rollcall rcon password v1');

/** The settings that keys are made of. */
export interface SecretSettings {
  readonly ROLLCALL_SECRET_KEY: string;
  readonly ROLLCALL_SECRET_KEY_PREVIOUS: string;
}

/** What passwords are sealed with, and what they may have been sealed with before. */
export interface SecretKeys {
  /** Null = passwords are stored as they are. */
  readonly current: SecretKey | null;
  /** Opens only; null but while keys are rotated. */
  readonly previous: SecretKey | null;
}

export function secretKeys(settings: SecretSettings): SecretKeys {
  return {
    current: secretKey(settings.ROLLCALL_SECRET_KEY),
    previous: secretKey(settings.ROLLCALL_SECRET_KEY_PREVIOUS),
  };
}

/**
 * The key that such a setting stands for; null where it is empty. Slow on purpose (a tenth of a second): people
 * set short ones. The salt is constant, because every collector has to come to the same key.
 */
function secretKey(secret: string): SecretKey | null {
  if (secret === '') return null;
  const bytes = scryptSync(secret, 'rollcall secret key v1', 32, {
    N: 2 ** 15,
    r: 8,
    p: 1,
    maxmem: 64 * 2 ** 20,
  });
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes };
}

/** Whether a stored password was sealed, by whatever key. */
export const isSealed = (stored: string) => stored.startsWith(PREFIX);

/**
 * The password as it is stored: `sealed:v1:<key id>:<nonce>:<ciphertext and tag>`, or as it is where there is no key.
 *
 * @throws UserError for a password that would be taken for a sealed one.
 */
export function sealPassword({ current: key }: SecretKeys, password: string): string {
  if (key === null) {
    if (!isSealed(password)) return password;
    throw new UserError(
      `a password that begins with "${PREFIX}" cannot be stored without ROLLCALL_SECRET_KEY`,
    );
  }
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce);
  cipher.setAAD(associatedData(key.id));
  const sealed = Buffer.concat([
    cipher.update(password, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  return `${PREFIX}v1:${key.id}:${nonce.toString('base64url')}:${sealed.toString('base64url')}`;
}

/** The id of the key that sealed what is stored; null where it is stored as it is. */
export function keyIdOf(stored: string): string | null {
  return isSealed(stored) ? (SEALED.exec(stored)?.[1] ?? 'unknown') : null;
}

/**
 * The password from what is stored, sealed or not.
 *
 * @throws UserError that says why it cannot be opened, and never what it is.
 */
export function openPassword({ current, previous }: SecretKeys, stored: string): string {
  if (!isSealed(stored)) return stored;
  const match = SEALED.exec(stored);
  if (match === null) throw damaged();
  const [, keyId = '', nonce = '', body = ''] = match;
  if (current === null) {
    throw new UserError('the password is sealed, and ROLLCALL_SECRET_KEY is not set');
  }
  const key = [current, previous].find((known) => known?.id === keyId) ?? null;
  if (key === null) {
    const known = previous === null ? current.id : `${current.id}, the one before ${previous.id}`;
    throw new UserError(
      `the password was sealed with another ROLLCALL_SECRET_KEY (key ${keyId}, this one is ${known}): set that one (as ROLLCALL_SECRET_KEY_PREVIOUS to rotate), or set the password again`,
    );
  }
  const sealed = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(associatedData(key.id));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(0, -TAG_BYTES)),
      decipher.final(),
    ]).toString('utf8');
  } catch (cause) {
    throw damaged(cause);
  }
}

function associatedData(keyId: string): Buffer {
  return Buffer.concat([PURPOSE, Buffer.from(keyId)]);
}

function damaged(cause?: unknown): UserError {
  return new UserError('the stored password is damaged: set it again', { cause });
}
