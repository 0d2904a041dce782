import { ProtocolError } from '../errors.ts';
import type { Observation } from '../observation.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import {
  joinSteamIds,
  parseRoster,
  toObservation,
  type ParsedAnswer,
} from '../protocols/source-status/parse-answer.ts';
import type { Connection, Driver } from './driver.ts';
import { excerpt } from './excerpt.ts';
import { SourceRconClient } from './source-rcon-client.ts';

/** What tells who is on, in the order of trying: `status` in every Source game and Rust, `ListPlayers` in Squad, `ShowPlayers` in Palworld. */
const ROSTER_COMMANDS = ['status', 'ListPlayers', 'ShowPlayers'] as const;

/** Source RCON: Source, Source 2, and the others that carry their player list over the same protocol. */
export const sourceDriver: Driver = {
  protocol: 'source',
  async connect(target, signal) {
    return new SourceConnection(await SourceRconClient.connect(target, signal));
  },
};

class SourceConnection implements Connection {
  readonly #client: SourceRconClient;
  /** The one that this server was found to know. */
  #command: string | null = null;
  /** CS2 tells ids in `status_json` only, and not every server has that. */
  #hasStatusJson = true;
  /** The last answer, if nobody was on: the same bytes again, hour after hour, make the same observation. */
  #last: { readonly bytes: Buffer; readonly seen: Observation } | null = null;

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
      return await this.#observe(signal);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  async #observe(signal: AbortSignal): Promise<Observation> {
    const commands = this.#command === null ? ROSTER_COMMANDS : [this.#command];
    const texts: string[] = [];
    for (const command of commands) {
      const bytes = await this.#client.ask(command, signal);
      if (this.#last?.bytes.equals(bytes) === true) return this.#last.seen;
      const text = answerText(bytes);
      const answer = parseRoster(text);
      if (answer !== null) {
        this.#command = command;
        return this.#toObservation(bytes, answer, signal);
      }
      texts.push(text);
    }
    throw new ProtocolError(
      `answer to "${commands[0]}" not understood: ${excerpt(texts[0] ?? '')}`,
    );
  }

  async #toObservation(
    bytes: Buffer,
    answer: ParsedAnswer,
    signal: AbortSignal,
  ): Promise<Observation> {
    if (answer.roster.length === 0) {
      const seen = toObservation(answer);
      // Not as it is: a part of Node's pool, kept by every connection, would keep all of it.
      const copy = Buffer.allocUnsafeSlow(bytes.length);
      bytes.copy(copy);
      this.#last = { bytes: copy, seen };
      return seen;
    }
    this.#last = null;
    const ids = answer.needsIds && this.#hasStatusJson ? await this.#askIds(signal) : null;
    return toObservation(ids === null ? answer : joinSteamIds(answer, ids));
  }

  async #askIds(signal: AbortSignal): Promise<ParsedAnswer | null> {
    const text = await this.#client.execute('status_json', signal);
    const ids = parseRoster(text);
    if (ids?.format === 'status-json') return ids;
    // An answer with a beginning is only damaged: CS2 cuts long ones while a map loads.
    if (!text.includes('{')) this.#hasStatusJson = false;
    return null;
  }
}
