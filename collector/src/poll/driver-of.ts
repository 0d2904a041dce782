import { messageOf } from '@rollcall/shared';
import type { Driver } from '../drivers/driver.ts';
import { AuthError, ProtocolError } from '../errors.ts';
import type { RegisteredServer } from '../store/registry.ts';

/** How the detail begins where no login was tried. */
export const NOT_TRIED = 'no login: ';

/** The driver of a server; what is wrong with its registration is a failure of this server only. */
export function driverOf(
  server: RegisteredServer,
  driverFor: (protocol: string) => Driver,
): Driver {
  // Not tried with an empty one: that would count as a failed login.
  if (server.passwordProblem !== null) {
    return refusing(new AuthError(`${NOT_TRIED}${server.passwordProblem}`));
  }
  try {
    return driverFor(server.protocol);
  } catch (error) {
    return refusing(new ProtocolError(messageOf(error), { cause: error }));
  }
}

function refusing(error: Error): Driver {
  return { protocol: 'none', connect: () => Promise.reject(error) };
}
