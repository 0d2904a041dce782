import { UserError } from '@rollcall/shared';
import type { Driver } from './driver.ts';
import { sourceDriver } from './source.ts';

const DRIVERS: ReadonlyMap<string, Driver> = new Map(
  [sourceDriver].map((driver) => [driver.protocol, driver]),
);

/** The words that `--protocol` and `servers.protocol` may hold. */
export const PROTOCOLS: readonly string[] = [...DRIVERS.keys()];

/** @throws UserError for a protocol that Rollcall does not speak */
export function driverFor(protocol: string): Driver {
  const driver = DRIVERS.get(protocol);
  if (driver === undefined) {
    throw new UserError(`unknown protocol "${protocol}": there is ${PROTOCOLS.join(', ')}`);
  }
  return driver;
}
