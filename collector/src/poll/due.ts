import type { ServerHistory } from '../reconcile/history.ts';
import type { Appointment } from './agenda.ts';
import type { RegisteredServer } from '../store/registry.ts';
import { failedAgain, refusedBefore, retryDelayMs, type Failures } from './backoff.ts';
import { NOT_TRIED } from './driver-of.ts';
import { nextSlotMs, phaseMs } from './phase.ts';
import type { Poll } from './poll-server.ts';
import type { WatchContext } from './watch-context.ts';

/** When a server is polled next: at its slot of the grid, or after a while where it failed. */
export class Due {
  readonly #context: Pick<WatchContext, 'clock' | 'intervalMs' | 'random'>;
  readonly #phase: number;
  #failures: Failures | null = null;
  readonly #appointment: Appointment;
  /** Whether the connection was closed at the login since the last answer. */
  #wasDropped = false;

  constructor(
    context: Pick<WatchContext, 'clock' | 'intervalMs' | 'random'>,
    server: RegisteredServer,
    history: ServerHistory,
    appointment: Appointment,
  ) {
    this.#context = context;
    this.#phase = phaseMs(server.id, context.intervalMs);
    this.#appointment = appointment;
    appointment.dueMs = this.#nextSlot();
    this.#recallRefusal(server, history);
  }

  /** Whether the last poll failed. */
  get isFailing(): boolean {
    return this.#failures !== null;
  }

  /** Whether a poll is due now; if so, the next one is due at the next slot. */
  take(nowMs: number): boolean {
    if (nowMs < this.#appointment.dueMs) return false;
    this.#appointment.dueMs = nextSlotMs(nowMs, this.#phase, this.#context.intervalMs);
    return true;
  }

  /** Everything known about reaching the server is void. */
  now(): void {
    this.#failures = null;
    this.#appointment.dueMs = this.#context.clock.monotonicMs();
  }

  after(poll: Poll): void {
    const failure = this.#isDrop(poll) ? 'other' : poll.failure;
    if (failure === null) {
      if (this.#failures !== null) this.#appointment.dueMs = this.#nextSlot();
      this.#failures = null;
      return;
    }
    const { intervalMs, random, clock } = this.#context;
    this.#failures = failedAgain(this.#failures, failure);
    const delayMs = retryDelayMs(this.#failures, intervalMs, random());
    this.#appointment.dueMs = delayMs === null ? this.#nextSlot() : clock.monotonicMs() + delayMs;
  }

  /** Source drops its consoles after a map change, one that is logging in as well: once that is no ban. */
  #isDrop({ outcome, failure }: Poll): boolean {
    if (outcome.ok) this.#wasDropped = false;
    if (failure !== 'refused' || outcome.ok || outcome.kind === 'auth') return false;
    if (this.#wasDropped || (this.#failures?.refused ?? 0) > 0) return false;
    this.#wasDropped = true;
    return true;
  }

  /** R2: however often the collector starts, a server that refused the same password is left alone. */
  #recallRefusal(server: RegisteredServer, { reachability, lastWatchedAt }: ServerHistory): void {
    if (reachability?.status !== 'auth' || server.updatedAt > reachability.startedAt) return;
    if (reachability.detail?.startsWith(NOT_TRIED) === true) return;
    const nowMs = this.#context.clock.date().getTime();
    const refusedMs = Math.max(0, nowMs - reachability.startedAt.getTime());
    const awayMs = lastWatchedAt === null ? 0 : Math.max(0, nowMs - lastWatchedAt.getTime());
    const { failures, delayMs } = refusedBefore(refusedMs, awayMs);
    this.#failures = failures;
    this.#appointment.dueMs = Math.max(
      this.#appointment.dueMs,
      this.#context.clock.monotonicMs() + delayMs,
    );
  }

  #nextSlot(): number {
    const { clock, intervalMs } = this.#context;
    return nextSlotMs(clock.monotonicMs(), this.#phase, intervalMs);
  }
}
