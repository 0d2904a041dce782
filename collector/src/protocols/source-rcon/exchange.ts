import { AnswerAssembler } from './answer.ts';
import {
  encodePackets,
  SERVERDATA_EXECCOMMAND,
  SERVERDATA_RESPONSE_VALUE,
  type OutgoingPacket,
  type Packet,
} from './packet.ts';

/** How long nothing may come until an answer without an end mark counts as whole. */
const QUIET_MS = 250;
/** The same after a part that looks as if another one follows. */
const QUIET_AFTER_FULL_PART_MS = 1_000;

/** What has been seen of a server on this connection. */
export interface SentinelHabit {
  /** Whether it sends the sentinel back; null until it was tried. */
  readonly mirrors: boolean | null;
  /** Whether command and sentinel may go in one write. */
  readonly together: boolean;
}

/**
 * Minecraft parses one packet a read and closes the connection when there are two, so the first sentinel waits until the command
 * was answered. srcds mirrors it as an empty packet, and from then on both go in one write; Minecraft answers it with a text,
 * `Unknown request 0`.
 */
export const UNKNOWN_HABIT: SentinelHabit = { mirrors: null, together: false };
const SOURCE_LOGIN: SentinelHabit = { mirrors: null, together: true };

/**
 * What a packet with the id of the login shows; null if nothing. The empty value that srcds (and Squad, and Rust) sends before the
 * verdict comes from none of those that parse one packet a read: the first command is spared a round trip.
 */
export function habitOfLogin({ type, body }: Packet): SentinelHabit | null {
  return type === SERVERDATA_RESPONSE_VALUE && body.length === 0 ? SOURCE_LOGIN : null;
}

/** What a mirrored sentinel shows. */
export function mirroredBy(sentinel: Packet): SentinelHabit {
  return { mirrors: true, together: sentinel.body.length === 0 };
}

/** What is to be done next. With `more`: write these bytes, and call `quiet` if nothing has come for so long. */
export type ExchangeStep =
  | { readonly type: 'more'; readonly write: Buffer | null; readonly quietMs: number | null }
  | { readonly type: 'done'; readonly answer: Buffer; readonly habit: SentinelHabit }
  | { readonly type: 'unasked' };

const UNASKED: ExchangeStep = { type: 'unasked' };
const WAIT: ExchangeStep = { type: 'more', write: null, quietMs: null };

/** One command and its answer, from the first byte to the last; it neither writes nor waits itself. */
export class CommandExchange {
  readonly #habit: SentinelHabit;
  readonly #command: OutgoingPacket;
  readonly #sentinel: OutgoingPacket;
  readonly #answer: AnswerAssembler;
  #sentinelSent = false;
  #answered = false;

  /** Takes the ids `firstId` and `firstId + 1`, which no earlier request on the connection had. */
  constructor(command: string, firstId: number, habit: SentinelHabit) {
    this.#habit = habit;
    this.#command = { id: firstId, type: SERVERDATA_EXECCOMMAND, body: command };
    this.#sentinel = { id: firstId + 1, type: SERVERDATA_RESPONSE_VALUE, body: '' };
    this.#answer = new AnswerAssembler(firstId, firstId + 1);
  }

  begin(): ExchangeStep {
    const { mirrors, together } = this.#habit;
    if (together) {
      this.#sentinelSent = true;
      return { type: 'more', write: encodePackets(this.#command, this.#sentinel), quietMs: null };
    }
    // Where a command without output is not answered at all, the sentinel may be.
    const quietMs = mirrors === false ? null : QUIET_MS;
    return { type: 'more', write: encodePackets(this.#command), quietMs };
  }

  /** @throws ProtocolError */
  take(packet: Packet): ExchangeStep {
    switch (this.#answer.take(packet)) {
      case 'unasked':
        return UNASKED;
      case 'mirrored':
        return this.#done(mirroredBy(packet));
      case 'part':
        this.#answered = true;
        return this.#afterPart();
    }
  }

  /** Nothing has come for as long as the last step said. */
  quiet(): ExchangeStep {
    if (this.#answered) return this.#done({ mirrors: false, together: false });
    return { type: 'more', write: this.#sentinelToSend(), quietMs: null };
  }

  #afterPart(): ExchangeStep {
    const write = this.#sentinelToSend();
    if (this.#habit.mirrors === true) {
      return write === null ? WAIT : { type: 'more', write, quietMs: null };
    }
    const quietMs = this.#answer.expectsMore ? QUIET_AFTER_FULL_PART_MS : QUIET_MS;
    return { type: 'more', write, quietMs };
  }

  #sentinelToSend(): Buffer | null {
    if (this.#sentinelSent || this.#habit.mirrors === false) return null;
    this.#sentinelSent = true;
    return encodePackets(this.#sentinel);
  }

  #done(habit: SentinelHabit): ExchangeStep {
    return { type: 'done', answer: this.#answer.bytes(), habit };
  }
}
