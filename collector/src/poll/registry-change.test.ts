import { describe, expect, it } from 'vitest';
import type { RegisteredServer } from '../store/registry.ts';
import { registryChange } from './registry-change.ts';

const one: RegisteredServer = {
  id: 1,
  name: 'one',
  host: 'game.test',
  port: 27_015,
  protocol: 'source',
  password: 'right',
  passwordProblem: null,
  groupLabel: null,
  enabled: true,
  updatedAt: new Date(0),
};
const two: RegisteredServer = { ...one, id: 2, name: 'two' };
const nothing = { added: [], removed: [], moved: [], renamed: [] };

const polled = (...servers: RegisteredServer[]) => new Map(servers.map((s) => [s.id, s]));

describe('registryChange', () => {
  it('is nothing when nothing changed', () => {
    const copy = { ...one };
    expect(registryChange(polled(one), [copy])).toEqual(nothing);
  });

  it('tells what came and what went', () => {
    expect(registryChange(polled(one), [two])).toEqual({ ...nothing, added: [two], removed: [1] });
  });

  it('counts a disabled server as one that went, and an enabled one as one that came', () => {
    const disabled = { ...one, enabled: false };
    expect(registryChange(polled(one), [disabled])).toEqual({ ...nothing, removed: [1] });
    expect(registryChange(polled(), [disabled])).toEqual(nothing);
    expect(registryChange(polled(), [one])).toEqual({ ...nothing, added: [one] });
  });

  it.each([
    ['password that cannot be opened', { ...one, password: '', passwordProblem: 'no key' }],
    ['host', { ...one, host: 'other.test' }],
    ['port', { ...one, port: 27_016 }],
    ['password', { ...one, password: 'new' }],
    ['protocol', { ...one, protocol: 'quake3' }],
    ['password and name', { ...one, name: 'uno', password: 'new' }],
  ])('counts a server with another %s as moved', (_, changed) => {
    expect(registryChange(polled(one, two), [changed, two])).toEqual({
      ...nothing,
      moved: [changed],
    });
  });

  it('counts a server with another name only as renamed', () => {
    const renamed = { ...one, name: 'uno' };
    expect(registryChange(polled(one), [renamed])).toEqual({ ...nothing, renamed: [renamed] });
  });
});
