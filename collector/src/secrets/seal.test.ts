import { expect, it } from 'vitest';
import { keyIdOf, openPassword, sealPassword, secretKeys } from './seal.ts';

const keysOf = (key: string, previous = '') =>
  secretKeys({ ROLLCALL_SECRET_KEY: key, ROLLCALL_SECRET_KEY_PREVIOUS: previous });
const key = keysOf('correct horse battery staple');
const none = keysOf('');

it.each(['x', 'pässwörd ✓', 'a'.repeat(500)])('opens what it sealed: %s', (password) => {
  const stored = sealPassword(key, password);
  expect(stored).toMatch(/^sealed:v1:[0-9a-f]{8}:[\w-]{16}:[\w-]+$/);
  expect(stored).not.toContain(password.length > 1 ? password : '"');
  expect(openPassword(key, stored)).toBe(password);
});

it('makes the same key of the same secret, and seals the same password differently each time', () => {
  expect(keysOf('correct horse battery staple').current?.id).toBe(key.current?.id);
  expect(sealPassword(key, 'same')).not.toBe(sealPassword(key, 'same'));
});

it('has no key for an empty secret, and then stores and opens as it is', () => {
  expect(none).toEqual({ current: null, previous: null });
  expect(sealPassword(none, 'plain')).toBe('plain');
  expect(openPassword(none, 'plain')).toBe('plain');
});

it('opens a password from before there was a key', () => {
  expect(openPassword(key, 'plain')).toBe('plain');
});

it('refuses to store a password in clear that looks like a sealed one', () => {
  expect(() => sealPassword(none, 'sealed:by me')).toThrow(/cannot be stored/);
  expect(openPassword(key, sealPassword(key, 'sealed:by me'))).toBe('sealed:by me');
});

it('says that the key is missing', () => {
  expect(() => openPassword(none, sealPassword(key, 'hidden'))).toThrow(/KEY is not set/);
});

it('says that it was another key, by the ids of both', () => {
  const other = keysOf('another');
  const open = () => openPassword(other, sealPassword(key, 'hidden'));
  expect(open).toThrow(
    new RegExp(`key ${key.current?.id ?? ''}, this one is ${other.current?.id ?? ''}`),
  );
});

it('notices every changed character of what is stored', () => {
  const stored = sealPassword(key, 'hidden');
  const start = `sealed:v1:${key.current?.id ?? ''}:`.length;
  // The last character of base64url may carry bits that do not count.
  for (let at = start; at < stored.length - 1; at++) {
    if (stored[at] === ':') continue;
    const changed = stored.slice(0, at) + (stored[at] === 'A' ? 'B' : 'A') + stored.slice(at + 1);
    expect(() => openPassword(key, changed)).toThrow(/damaged/);
  }
});

it.each(['sealed:', 'sealed:v2:00000000:a:b', 'sealed:v1:zz:AAAAAAAAAAAAAAAA:AAAA'])(
  'takes %s for damaged',
  (stored) => {
    expect(() => openPassword(key, stored)).toThrow(/damaged/);
  },
);

it('opens with the key of before, and seals with the new one only', () => {
  const both = keysOf('a new key', 'correct horse battery staple');
  expect(openPassword(both, sealPassword(key, 'hidden'))).toBe('hidden');
  const sealed = sealPassword(both, 'hidden');
  expect(keyIdOf(sealed)).toBe(both.current?.id);
  expect(openPassword(keysOf('a new key'), sealed)).toBe('hidden');
  expect(() => openPassword(key, sealed)).toThrow(/sealed with another/);
});

it('tells by which key a password was sealed', () => {
  expect(keyIdOf('plain')).toBeNull();
  expect(keyIdOf(sealPassword(key, 'x'))).toBe(key.current?.id);
  expect(keyIdOf('sealed:by nobody')).toBe('unknown');
});
