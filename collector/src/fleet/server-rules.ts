import { PROTOCOLS } from '../drivers/registry.ts';
import { tryParseAddress } from './address.ts';

const MAX_LENGTH = 100;
const MAX_PASSWORD_BYTES = 500;
/** Old engines cut longer ones off. */
const LONG_PASSWORD_BYTES = 100;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** What is wrong with the name of a server (trimmed), in words; null when nothing is. */
export function nameProblem(name: string): string | null {
  if (/^\d+$/.test(name)) {
    return 'a name must not be digits only: a number works wherever a name does';
  }
  if (tryParseAddress(name) !== null) {
    return 'a name must not look like HOST:PORT: an address works where a name does';
  }
  return labelProblem('a name', name);
}

/** What is wrong with the label of a group (trimmed). */
export function groupProblem(label: string): string | null {
  return labelProblem('a group', label);
}

function labelProblem(what: string, text: string): string | null {
  if (text === '') return `${what} must not be empty`;
  if (Array.from(text).length > MAX_LENGTH) return `${what} has at most ${MAX_LENGTH} characters`;
  if (UNPRINTABLE.test(text)) {
    return `${what} must not hold control characters or marks that turn the writing direction`;
  }
  return null;
}

/** What is wrong with a protocol. */
export function protocolProblem(protocol: string): string | null {
  return PROTOCOLS.includes(protocol)
    ? null
    : `there is no protocol "${protocol}": there is ${PROTOCOLS.join(', ')}`;
}

/** Why a password cannot be used; never quotes it. */
export function passwordProblem(password: string): string | null {
  if (password === '') return 'the password is empty';
  if (/[\r\n]/.test(password)) return 'the password has more than one line: is it the right file?';
  if (/[\p{Cc}\p{Cs}\ufffd]/u.test(password)) {
    return 'the password holds characters that cannot be typed: is it the right file, as UTF-8?';
  }
  if (password.includes('"')) {
    return 'the password holds a double quote, which server.cfg cannot express: take another';
  }
  if (Buffer.byteLength(password) > MAX_PASSWORD_BYTES) {
    return `the password is longer than ${MAX_PASSWORD_BYTES} bytes: is it the right file?`;
  }
  return null;
}

/** What may go wrong with a password that can be used. */
export function passwordWarnings(password: string): readonly string[] {
  const warnings: string[] = [];
  if (password.includes(';')) {
    warnings.push(
      'the password holds a semicolon: the game takes it for the end of a command unless it stands in quotes',
    );
  }
  if (/^\s|\s$/.test(password)) {
    warnings.push('the password begins or ends with a blank: is that meant?');
  }
  if (Buffer.byteLength(password) > LONG_PASSWORD_BYTES) {
    warnings.push(
      `the password is longer than ${LONG_PASSWORD_BYTES} bytes: some games cut it off`,
    );
  }
  return warnings;
}
