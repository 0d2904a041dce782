import { notBefore } from '../reconcile/clock.ts';

/** What the heartbeat has to know about a server. */
export interface Heard {
  /** Whether the database says that this run watches it and that it answers. */
  readonly watched: boolean;
  readonly lastOkMs: number | null;
}

/**
 * The low-water mark for `collector_run.heartbeat_at`: no server that answers was heard of less recently. A server that is late
 * holds it back until it answers or is marked lost. With no server answering it is `now`. Never moves backwards, but where the clock was
 * that wrong before that the new time counts: nobody watched until then.
 */
export function heartbeatMark(servers: Iterable<Heard>, before: Date | null, now: Date): Date {
  let mark = now.getTime();
  for (const server of servers) {
    if (server.watched && server.lastOkMs !== null) mark = Math.min(mark, server.lastOkMs);
  }
  return notBefore(before, new Date(mark));
}
