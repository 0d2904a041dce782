import { describe, expect, it } from 'vitest';
import { registryChange, type RegisteredServer } from './registered-server.ts';

const target = { name: 'one', host: 'game.test', port: 27_015, password: 'right' };
const one: RegisteredServer = { id: 1, protocol: 'source', target };
const two: RegisteredServer = { ...one, id: 2, target: { ...target, name: 'two' } };
const nothing = { added: [], removed: [], moved: [], renamed: [] };

const polled = (...servers: RegisteredServer[]) => new Map(servers.map((s) => [s.id, s]));

describe('registryChange', () => {
  it('is nothing when nothing changed', () => {
    const copy = { ...one, target: { ...target } };
    expect(registryChange(polled(one), [copy])).toEqual(nothing);
  });

  it('tells what came and what went', () => {
    expect(registryChange(polled(one), [two])).toEqual({ ...nothing, added: [two], removed: [1] });
  });

  it.each([
    ['host', { ...one, target: { ...target, host: 'other.test' } }],
    ['port', { ...one, target: { ...target, port: 27_016 } }],
    ['password', { ...one, target: { ...target, password: 'new' } }],
    ['protocol', { ...one, protocol: 'quake3' }],
    ['password and name', { ...one, target: { ...target, name: 'uno', password: 'new' } }],
  ])('counts a server with another %s as moved', (_, changed) => {
    expect(registryChange(polled(one, two), [changed, two])).toEqual({
      ...nothing,
      moved: [changed],
    });
  });

  it('counts a server with another name only as renamed', () => {
    const renamed = { ...one, target: { ...target, name: 'uno' } };
    expect(registryChange(polled(one), [renamed])).toEqual({ ...nothing, renamed: [renamed] });
  });
});
