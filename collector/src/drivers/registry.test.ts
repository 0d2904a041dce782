import { UserError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { driverFor, PROTOCOLS } from './registry.ts';

it('finds the driver of every protocol by its name', () => {
  expect(PROTOCOLS).toContain('source');
  for (const protocol of PROTOCOLS) expect(driverFor(protocol).protocol).toBe(protocol);
});

it('names those that there are when asked for another', () => {
  expect(() => driverFor('telnet')).toThrow(UserError);
  expect(() => driverFor('telnet')).toThrow('unknown protocol "telnet": there is source');
});
