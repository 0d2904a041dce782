import { ProtocolError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import {
  joinSteamIds,
  toObservation,
  type ParsedAnswer,
} from '../protocols/source-status/parse-answer.ts';
import { RepeatedStatus } from '../protocols/source-status/repeated-status.ts';
import type { Connection, Driver, Observer } from './driver.ts';
import { excerpt } from './excerpt.ts';
import { rosterAnswer } from './roster-answer.ts';
import { SourceRconClient } from './source-rcon-client.ts';
import type { Waiter } from './source-rcon-link.ts';

/** What tells who is on, in the order of trying: `status` in every Source game and Rust, `ListPlayers` in Squad, `ShowPlayers` in Palworld. */
const ROSTER_COMMANDS = ['status', 'ListPlayers', 'ShowPlayers'] as const;

/** Source RCON: Source, Source 2, and the others that carry their player list over the same protocol. */
export const sourceDriver: Driver = {
  protocol: 'source',
  async connect(target, signal) {
    return new SourceConnection(await SourceRconClient.connect(target, signal));
  },
};

class SourceConnection implements Connection, Waiter<Buffer> {
  readonly #client: SourceRconClient;
  /** The one that this server was found to know. */
  #command: string | null = null;
  /** CS2 tells ids in `status_json` only, and not every server has that. */
  #hasStatusJson = true;
  /** The last answer that was parsed; most of those after it say the same. */
  #last: { readonly repeated: RepeatedStatus; readonly seen: Observation } | null = null;
  /** Who waits for the answer under way, and under which signal. */
  #observer: Observer | null = null;
  #signal: AbortSignal | null = null;

  constructor(client: SourceRconClient) {
    this.#client = client;
  }

  get closed(): boolean {
    return this.#client.closed;
  }

  close(): void {
    this.#client.close();
  }

  execute(command: string, signal: AbortSignal): Promise<string> {
    return this.#client.execute(command, signal);
  }

  async observe(signal: AbortSignal): Promise<Observation> {
    try {
      const commands = this.#command === null ? ROSTER_COMMANDS : [this.#command];
      let notUnderstood: string | null = null;
      for (const command of commands) {
        const bytes = await this.#client.ask(command, signal);
        const again = this.#again(bytes);
        if (again !== null) return again;
        const answer = rosterAnswer(command, bytes);
        if (answer !== null) {
          this.#command = command;
          return await this.#toObservation(bytes, answer, signal);
        }
        notUnderstood ??= answerText(bytes);
      }
      throw notUnderstoodBy(commands[0], notUnderstood);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  observeFor(observer: Observer, signal: AbortSignal): void {
    const command = this.#command;
    if (command === null || this.#last === null || this.#observer !== null) {
      tell(observer, this.observe(signal));
      return;
    }
    this.#observer = observer;
    this.#signal = signal;
    this.#client.askFor(command, this, signal);
  }

  /** The answer to what `observeFor` has asked. */
  answered(bytes: Buffer): void {
    const observer = this.#observer;
    const signal = this.#signal;
    this.#observer = null;
    if (observer === null || signal === null) return;
    const again = this.#again(bytes);
    if (again === null) tell(observer, this.#understand(Buffer.from(bytes), signal));
    else observer.seen(again);
  }

  failed(error: Error): void {
    const observer = this.#observer;
    this.#observer = null;
    observer?.failed(error);
  }

  /** An answer to the command that the server was found to know. */
  async #understand(bytes: Buffer, signal: AbortSignal): Promise<Observation> {
    try {
      const answer = rosterAnswer(this.#command ?? '', bytes);
      if (answer === null) throw notUnderstoodBy(this.#command, answerText(bytes));
      return await this.#toObservation(bytes, answer, signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #again(bytes: Buffer): Observation | null {
    if (this.#last === null) return null;
    const { repeated, seen } = this.#last;
    const roster = repeated.again(bytes);
    if (roster === null || roster === seen.roster) return roster && seen;
    return { ...seen, roster };
  }

  async #toObservation(
    bytes: Buffer,
    answer: ParsedAnswer,
    signal: AbortSignal,
  ): Promise<Observation> {
    if (answer.needsIds && this.#hasStatusJson) {
      this.#last = null;
      const ids = await this.#askIds(signal);
      return toObservation(ids === null ? answer : joinSteamIds(answer, ids));
    }
    const seen = toObservation(answer);
    const repeated = RepeatedStatus.of(bytes, seen.roster);
    this.#last = repeated && { repeated, seen };
    return seen;
  }

  async #askIds(signal: AbortSignal): Promise<ParsedAnswer | null> {
    const bytes = await this.#client.ask('status_json', signal);
    const ids = rosterAnswer('status_json', bytes);
    if (ids?.format === 'status-json') return ids;
    // An answer with a beginning is only damaged: CS2 cuts long ones while a map loads.
    if (!bytes.includes('{')) this.#hasStatusJson = false;
    return null;
  }
}

function notUnderstoodBy(command: string | null | undefined, answer: string | null): ProtocolError {
  return new ProtocolError(`answer to "${command ?? ''}" not understood: ${excerpt(answer ?? '')}`);
}

function tell(observer: Observer, observing: Promise<Observation>): void {
  observing.then(
    (seen) => {
      observer.seen(seen);
    },
    (error: unknown) => {
      observer.failed(error as Error);
    },
  );
}
