import { listen } from './fleet/listen.ts';

/** A server that is registered with the wrong password (A11). */
export interface LockedServer {
  readonly port: number;
  /** Logins it refused. */
  readonly refused: number;
  /** Resolves with the first login that it accepts. */
  readonly opened: Promise<void>;
}

export async function startLockedServer(password: string): Promise<LockedServer> {
  let refused = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const port = await listen({
    password,
    isSilent: () => false,
    status: () => '',
    onConnected: () => undefined,
    onDisconnected: () => undefined,
    onLogin: (accepted) => {
      if (accepted) open();
      else refused += 1;
    },
  });
  return {
    port,
    opened,
    get refused() {
      return refused;
    },
  };
}
