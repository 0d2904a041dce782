import { expect, it } from 'vitest';
import type { RegisteredServer } from '../store/registry.ts';
import { keepKnownPasswords } from './keep-known-passwords.ts';

const server = (facts: Partial<RegisteredServer> = {}): RegisteredServer => ({
  id: 1,
  name: 'one',
  host: '192.0.2.1',
  port: 27_015,
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  updatedAt: new Date(0),
  password: 'known',
  passwordProblem: null,
  ...facts,
});
const sealed = { password: '', passwordProblem: 'sealed with another key' };

function kept(before: readonly RegisteredServer[], now: RegisteredServer) {
  const warnings: unknown[] = [];
  const log = { warn: (facts: unknown) => warnings.push(facts) };
  const [result] = keepKnownPasswords(before, [now], log);
  return { password: result?.password, warnings: warnings.length };
}

it('goes on with the password it knows where the stored one cannot be opened any more', () => {
  expect(kept([server()], server(sealed))).toEqual({ password: 'known', warnings: 1 });
});

it('takes every password that can be opened', () => {
  expect(kept([server()], server({ password: 'new' }))).toEqual({ password: 'new', warnings: 0 });
});

it('invents none after a restart', () => {
  expect(kept([], server(sealed))).toEqual({ password: '', warnings: 0 });
});

it('sends no password to another address', () => {
  const moved = server({ ...sealed, host: '192.0.2.66' });
  expect(kept([server()], moved)).toEqual({ password: '', warnings: 0 });
});
