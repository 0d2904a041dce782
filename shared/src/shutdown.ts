/** The signals by which an operator, systemd or a terminal ends a process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const SAME_WISH_MS = 1_000;

export interface Shutdown {
  /** Aborts when the process shall stop. */
  readonly signal: AbortSignal;
  /** Resolves with the name of the signal that came. */
  readonly requested: Promise<string>;
}

/**
 * Turns the first stop signal into an abort; a later one ends the process at once with 128 + the number of SIGINT. The same
 * signal within a second is the same wish: a terminal sends Ctrl-C to everybody, and npm passes it on once more.
 */
export function onShutdown(): Shutdown {
  const controller = new AbortController();
  let firstAt = 0;
  const requested = new Promise<string>((resolve) => {
    for (const name of STOP_SIGNALS) {
      process.on(name, () => {
        if (controller.signal.aborted) {
          if (Date.now() - firstAt > SAME_WISH_MS) process.exit(130);
          return;
        }
        firstAt = Date.now();
        controller.abort(new Error(`stopped by ${name}`));
        resolve(name);
      });
    }
  });
  return { signal: controller.signal, requested };
}
