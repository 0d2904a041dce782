import { UserError, type Logger } from '@rollcall/shared';
import { pause } from '../poll/pause.ts';

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 5_000;

/**
 * Does `work` until it succeeds, with pauses of 0.5 to 5 s. Says once that it has to wait (`waiting`), and once that it went on.
 * A `UserError` is not tried again. Rejects with the reason of `signal`.
 */
export async function keepTrying<T>(
  work: () => Promise<T>,
  { log, waiting }: { readonly log: Logger; readonly waiting: string },
  signal: AbortSignal,
): Promise<T> {
  for (let delayMs = FIRST_DELAY_MS, tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      const result = await unlessAborted(work(), signal);
      if (tries > 1) log.info({ tries }, 'went on');
      return result;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      if (tries === 1) log.warn({ err: error }, waiting);
      else log.debug({ err: error }, waiting);
    }
    await pause(delayMs, signal);
    delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
  }
}

/** The result of `work`, or at once the reason of `signal`; what `work` does afterwards does not matter. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
