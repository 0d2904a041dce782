import { expect, it } from 'vitest';
import { openPassword, sealPassword, secretKey } from './seal.ts';

const key = secretKey('correct horse battery staple');

it.each(['x', 'pässwörd ✓', 'a'.repeat(500)])('opens what it sealed: %s', (password) => {
  const stored = sealPassword(key, password);
  expect(stored).toMatch(/^sealed:v1:[0-9a-f]{8}:[\w-]{16}:[\w-]+$/);
  expect(stored).not.toContain(password.length > 1 ? password : '"');
  expect(openPassword(key, stored)).toBe(password);
});

it('makes the same key of the same secret, and seals the same password differently each time', () => {
  expect(secretKey('correct horse battery staple')?.id).toBe(key?.id);
  expect(sealPassword(key, 'same')).not.toBe(sealPassword(key, 'same'));
});

it('has no key for an empty secret, and then stores and opens as it is', () => {
  expect(secretKey('')).toBeNull();
  expect(sealPassword(null, 'plain')).toBe('plain');
  expect(openPassword(null, 'plain')).toBe('plain');
});

it('opens a password from before there was a key', () => {
  expect(openPassword(key, 'plain')).toBe('plain');
});

it('refuses to store a password in clear that looks like a sealed one', () => {
  expect(() => sealPassword(null, 'sealed:by me')).toThrow(/cannot be stored/);
  expect(openPassword(key, sealPassword(key, 'sealed:by me'))).toBe('sealed:by me');
});

it('says that the key is missing', () => {
  expect(() => openPassword(null, sealPassword(key, 'hidden'))).toThrow(/KEY is not set/);
});

it('says that it was another key, by the ids of both', () => {
  const other = secretKey('another');
  const open = () => openPassword(other, sealPassword(key, 'hidden'));
  expect(open).toThrow(new RegExp(`key ${key?.id ?? ''}, this one is ${other?.id ?? ''}`));
});

it('notices every changed character of what is stored', () => {
  const stored = sealPassword(key, 'hidden');
  const start = `sealed:v1:${key?.id ?? ''}:`.length;
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
