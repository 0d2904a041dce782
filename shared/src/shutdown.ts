/** The signals by which an operator, systemd or a terminal ends a process. */
const STOP_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export interface Shutdown {
  /** Aborts when the process shall stop. */
  readonly signal: AbortSignal;
  /** Resolves with the name of the signal that came. */
  readonly requested: Promise<string>;
}

/** Turns the first stop signal into an abort; a second one ends the process at once with 128 + the number of SIGINT. */
export function onShutdown(): Shutdown {
  const controller = new AbortController();
  const requested = new Promise<string>((resolve) => {
    for (const name of STOP_SIGNALS) {
      process.on(name, () => {
        if (controller.signal.aborted) process.exit(130);
        controller.abort(new Error(`stopped by ${name}`));
        resolve(name);
      });
    }
  });
  return { signal: controller.signal, requested };
}
