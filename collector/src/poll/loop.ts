import type { ServerHistory } from '../reconcile/history.ts';
import { reconcileRemoval } from '../reconcile/silence.ts';
import { Agenda } from './agenda.ts';
import { Deadlines } from './deadline.ts';
import { takeCensus, type Census } from './census.ts';
import { HeldSlots } from './held-slot.ts';
import { msUntilGrid } from './grid.ts';
import { heartbeatMark } from './heartbeat.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { registryChange } from './registry-change.ts';
import { ServerWatch } from './server-watch.ts';
import type { WatchContext, WatchTimes } from './watch-context.ts';

/** How often servers are looked through for those that have been silent for long. */
const SILENCE_CHECK_MS = 1_000;

/** All servers being watched. Nothing happens by itself: `tick` starts what is due. */
export class PollLoop {
  readonly #context: WatchContext;
  readonly #times: WatchTimes;
  readonly #loadHistories: (ids: readonly number[]) => Promise<ReadonlyMap<number, ServerHistory>>;
  readonly #mayPoll: () => boolean;
  readonly #watches = new Map<number, ServerWatch>();
  /** Disabled servers of which nothing goes on in the database any more. */
  readonly #ended = new Set<number>();
  #silenceCheckedMs = 0;
  #mark: Date | null = null;
  #stopped = false;
  #suspended = false;
  #watchedUntil: Date;

  constructor(
    context: WatchContext,
    /** What is stored about servers; called before their first poll, when all earlier changes of theirs are stored. */
    loadHistories: (ids: readonly number[]) => Promise<ReadonlyMap<number, ServerHistory>>,
    /** False while another collector may poll the same servers. */
    mayPoll: () => boolean = () => true,
  ) {
    this.#context = context;
    const { timeoutMs, clock } = context;
    this.#times = {
      deadlines: new Deadlines(timeoutMs, () => clock.monotonicMs()),
      slots: new HeldSlots(),
      agenda: new Agenda(),
    };
    this.#loadHistories = loadHistories;
    this.#mayPoll = mayPoll;
    this.#watchedUntil = context.clock.date();
  }

  /**
   * Makes the servers polled equal to those registered and enabled. Rejects if a history cannot be read: call again. Must not be
   * called again before it is done.
   */
  async follow(registered: readonly RegisteredServer[]): Promise<void> {
    const polled = new Map([...this.#watches].map(([id, watch]) => [id, watch.server]));
    const change = registryChange(polled, registered);
    for (const id of change.removed) {
      this.#dismiss(id)?.remove();
      this.#ended.add(id);
    }
    for (const server of change.moved) this.#watches.get(server.id)?.move(server);
    for (const server of change.renamed) this.#watches.get(server.id)?.rename(server);
    const disabled = registered.filter(({ id, enabled }) => !enabled && !this.#ended.has(id));
    const ids = [...change.added, ...disabled].map((server) => server.id);
    if (ids.length === 0) return;
    const histories = await this.#loadHistories(ids);
    if (this.#stopped) return;
    for (const { id } of disabled) this.#endLeftovers(id, histories.get(id));
    for (const server of change.added) {
      const history = histories.get(server.id);
      // Removed since the registry was read: the next reading says so.
      if (history === undefined) continue;
      this.#ended.delete(server.id);
      this.#watches.set(server.id, new ServerWatch(this.#context, this.#times, server, history));
    }
  }

  /** A server that was disabled while no collector was there to end what went on. */
  #endLeftovers(id: number, history: ServerHistory | undefined): void {
    this.#ended.add(id);
    if (history === undefined) return;
    const { state, reachability, open } = history;
    if (state === null && reachability === null && open.size === 0) return;
    const { clock, push } = this.#context;
    push(reconcileRemoval(history, clock.date()).changes);
  }

  /** Another collector is to poll these servers: no poll is under way and no connection open any more, and their history stays. */
  handOver(serverIds: readonly number[]): void {
    for (const id of serverIds) {
      this.#dismiss(id)?.handOver();
      this.#ended.delete(id);
    }
  }

  /** What is known about this server is not what is stored: the next `follow` reads it again. */
  forget(serverId: number): void {
    this.#dismiss(serverId)?.close(new Error('the history of the server is read again'));
  }

  #dismiss(serverId: number): ServerWatch | undefined {
    const watch = this.#watches.get(serverId);
    this.#watches.delete(serverId);
    watch?.leave();
    return watch;
  }

  tick(): void {
    if (this.#stopped || !this.#isAllowed()) return;
    const { clock } = this.#context;
    const nowMs = clock.monotonicMs();
    this.#times.slots.tick(nowMs);
    this.#times.agenda.tick(nowMs, (watch) => {
      watch.tick(nowMs);
    });
    if (nowMs - this.#silenceCheckedMs < SILENCE_CHECK_MS) return;
    this.#silenceCheckedMs = nowMs;
    const now = clock.date();
    for (const watch of this.#watches.values()) watch.checkSilence(now);
  }

  #isAllowed(): boolean {
    const allowed = this.#mayPoll();
    if (allowed) this.#watchedUntil = this.#context.clock.date();
    if (allowed === !this.#suspended || this.#watches.size === 0) return allowed;
    this.#suspended = !allowed;
    const { log } = this.#context;
    if (allowed) log.info('polling goes on');
    else
      log.warn('the database does not answer and another collector may take over: polling pauses');
    if (!allowed) for (const watch of this.#watches.values()) watch.suspend(this.#watchedUntil);
    return allowed;
  }

  /** Up to when everything is known that has been pushed so far; see `heartbeatMark`. */
  mark(): Date {
    this.#mark = heartbeatMark(
      memoriesOf(this.#watches.values()),
      this.#mark,
      this.#context.clock.date(),
    );
    return this.#mark;
  }

  /** What is watched now; counted when somebody asks. */
  census(): Census {
    return takeCensus(memoriesOf(this.#watches.values()));
  }

  /** Ends all polls under way and all connections at once. */
  stop(): void {
    this.#stopped = true;
    for (const watch of this.#watches.values()) watch.close(new Error('the collector stops'));
  }
}

/**
 * Ticks on the grid of the clock, so that each server always falls into the same tick, until `signal` aborts; tells each how late it is.
 */
export function runTicks(
  loop: { tick(lateMs: number): void },
  nowMs: () => number,
  signal: AbortSignal,
): void {
  let timer: NodeJS.Timeout;
  const next = () => {
    const atMs = nowMs();
    const inMs = msUntilGrid(atMs);
    timer = setTimeout(() => {
      loop.tick(Math.max(0, nowMs() - atMs - inMs));
      next();
    }, inMs);
  };
  next();
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
  });
}

function* memoriesOf(watches: Iterable<ServerWatch>) {
  for (const watch of watches) yield watch.memory;
}
