/**
 * Runs `work` with a signal that aborts after `timeoutMs` (with the error that `onTimeout` makes) or with `parent`.
 * Rejects with the reason of the abort even when `work` does not watch its signal; keeps the process alive meanwhile.
 *
 * Instead of `AbortSignal.any`, which on Node 20 is never let go of by a long-lived signal, and of
 * `AbortSignal.timeout`, which does not keep the process alive.
 */
export async function withDeadline<T>(
  parent: AbortSignal,
  timeoutMs: number,
  onTimeout: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const controller = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener(
      'abort',
      () => {
        reject(controller.signal.reason as Error);
      },
      { once: true },
    );
  });
  const onParentAbort = () => {
    controller.abort(parent.reason);
  };
  parent.addEventListener('abort', onParentAbort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(onTimeout());
  }, timeoutMs);
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', onParentAbort);
  }
}
