import { execFile } from 'node:child_process';

/** What a service tells systemd (`Type=notify`); nothing is told where no `NOTIFY_SOCKET` is set. */
export interface ServiceManager {
  /** Settings are right and work has begun. */
  readonly ready: (status: string) => void;
  readonly stopping: () => void;
  /**
   * Tells that the service is alive, as often as its `WatchdogSec` needs it, while `hasMoved` answers that something was done since
   * it was asked before: a service that hangs is restarted. Returns what ends it.
   */
  watch(hasMoved: () => boolean): () => void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Of the time after which systemd restarts us; it recommends half, and a busy machine is late. */
const PART_OF_WATCHDOG = 3;

/** By systemd's own `systemd-notify`: Node.js cannot send to a datagram socket. The unit needs `NotifyAccess=all` for it. */
export function createServiceManager(env: Environment = process.env): ServiceManager {
  const socket = env['NOTIFY_SOCKET'] ?? '';
  if (socket === '') return { ready: nothing, stopping: nothing, watch: () => nothing };
  const tell = (...words: readonly string[]) => {
    // Whoever cannot be told restarts us when its time is over: nothing else could be done about it here.
    execFile(
      'systemd-notify',
      [...words],
      { env: { PATH: env['PATH'], NOTIFY_SOCKET: socket } },
      nothing,
    );
  };
  return {
    ready(status) {
      // The process that tells is not the one that serves.
      tell('--ready', `MAINPID=${process.pid}`, `STATUS=${status}`);
    },
    stopping() {
      tell('STOPPING=1');
    },
    watch(hasMoved) {
      const watchdogMs = Number(env['WATCHDOG_USEC'] ?? '') / 1_000;
      if (!(watchdogMs > 0)) return nothing;
      const timer = setInterval(() => {
        if (hasMoved()) tell('WATCHDOG=1');
      }, watchdogMs / PART_OF_WATCHDOG);
      timer.unref();
      return () => {
        clearInterval(timer);
      };
    },
  };
}

const nothing = () => undefined;
