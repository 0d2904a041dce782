import type { Database } from '@rollcall/shared';

export interface Listener {
  stop(): Promise<void>;
}

/**
 * Calls `onChange` whenever the registry changed, and whenever the connection is there again after it was lost: then the
 * notifications in between are lost, too. `onChange` must not throw.
 */
export async function listenForRegistry(db: Database, onChange: () => void): Promise<Listener> {
  let connected = false;
  let stopped = false;
  const subscription = await db.$client.listen(
    'rollcall_registry',
    () => {
      if (!stopped) onChange();
    },
    () => {
      // The first time the caller has yet to read the registry anyway.
      if (connected && !stopped) onChange();
      connected = true;
    },
  );
  return {
    async stop() {
      stopped = true;
      await subscription.unlisten();
    },
  };
}
