import { UserError } from '@rollcall/shared';

/** Where systemd puts the first socket that it hands on (sd_listen_fds(3)). */
const FIRST_DESCRIPTOR = 3;

/**
 * The descriptor of the listening socket that systemd holds for us (`rollcall-viewer.socket`); null where we listen ourselves.
 * Whoever connects while the viewer restarts waits in that socket, and is not refused.
 *
 * @throws UserError when there are several.
 */
export function inheritedSocket(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | null {
  // What was meant for our parent is not for us.
  if (Number(env['LISTEN_PID'] ?? '') !== pid) return null;
  const count = Number(env['LISTEN_FDS'] ?? '');
  if (count === 1) return FIRST_DESCRIPTOR;
  if (!(count > 1)) return null;
  throw new UserError(
    `systemd hands on ${count} sockets, and the viewer serves one: keep one ListenStream= in rollcall-viewer.socket`,
  );
}
