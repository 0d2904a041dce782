import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../errors.ts';
import { answerText, MAX_ANSWER_BYTES } from './answer.ts';
import {
  CommandExchange,
  habitOfLogin,
  UNKNOWN_HABIT,
  type ExchangeStep,
  type SentinelHabit,
} from './exchange.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { encodePackets } from './packet.ts';

const SRCDS: SentinelHabit = { mirrors: true, together: true };
const MINECRAFT: SentinelHabit = { mirrors: true, together: false };
const SOURCE_LOGIN: SentinelHabit = { mirrors: null, together: true };
const DEAF: SentinelHabit = { mirrors: false, together: false };

const value = (id: number, body = '') => encodePackets({ id, type: 0, body });
const trailer = (id: number) =>
  Buffer.from([14, 0, 0, 0, id, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
const captured = (name: string) => {
  const line = readFileSync(new URL('fixtures/packets.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .find((text) => text.includes(`"${name}"`));
  return Buffer.from((JSON.parse(line ?? '{}') as { hex: string }).hex, 'hex');
};

/** What an exchange with ids 9 and 10 makes of `stream`, fed in chunks of `step` bytes. */
function run(habit: SentinelHabit, stream: Buffer, step: number, quiet = false) {
  const exchange = new CommandExchange('status', 9, habit);
  const decoder = new PacketDecoder();
  const steps: ExchangeStep[] = [exchange.begin()];
  for (let at = 0; at < stream.length; at += step) {
    for (const packet of decoder.push(stream.subarray(at, at + step))) {
      if (steps.at(-1)?.type !== 'done') steps.push(exchange.take(packet));
    }
  }
  if (quiet) steps.push(exchange.quiet());
  const last = steps.at(-1);
  return {
    sent: Buffer.concat(steps.flatMap((s) => (s.type === 'more' && s.write ? [s.write] : []))),
    quietMs: steps.map((s) => (s.type === 'more' ? s.quietMs : null)),
    text: last?.type === 'done' ? answerText(last.answer) : null,
    habit: last?.type === 'done' ? last.habit : null,
  };
}

const half = Buffer.from('сло');
const answers: readonly (readonly [string, SentinelHabit, Buffer, string, SentinelHabit])[] = [
  ['srcds', SRCDS, Buffer.concat([value(9, 'text'), value(10), trailer(10)]), 'text', SRCDS],
  [
    'srcds, first command',
    UNKNOWN_HABIT,
    Buffer.concat([value(9, 'text'), value(10)]),
    'text',
    SRCDS,
  ],
  [
    'srcds, first command after a login that looks like it',
    SOURCE_LOGIN,
    Buffer.concat([value(9, 'text'), value(10), trailer(10)]),
    'text',
    SRCDS,
  ],
  [
    'srcds in two parts',
    SRCDS,
    captured('rcon-two-part-plus-terminator'),
    `${'A'.repeat(4_086)}${'B'.repeat(10)}`,
    SRCDS,
  ],
  ['an empty answer', SRCDS, Buffer.concat([value(9), value(10)]), '', SRCDS],
  ['no answer but the sentinel', SRCDS, value(10), '', SRCDS],
  [
    'the trailer of the command before',
    SRCDS,
    Buffer.concat([trailer(8), value(9, 'text'), value(10)]),
    'text',
    SRCDS,
  ],
  [
    'a late part of the command before',
    SRCDS,
    Buffer.concat([value(7, 'late'), value(9, 'text'), value(10)]),
    'text',
    SRCDS,
  ],
  [
    'Minecraft',
    UNKNOWN_HABIT,
    Buffer.concat([value(9, 'text'), captured('rcon-minecraft-unknown-request')]),
    'text',
    MINECRAFT,
  ],
  [
    'a srcds that was taken for Minecraft',
    MINECRAFT,
    Buffer.concat([value(9, 'text'), value(10)]),
    'text',
    SRCDS,
  ],
  [
    'chat of Squad and console lines of Rust in between',
    SRCDS,
    Buffer.concat([
      encodePackets({ id: 0, type: 1, body: 'chat' }, { id: -1, type: 4, body: 'line' }),
      value(9, 'te'),
      encodePackets({ id: 9, type: 1, body: 'chat' }, { id: 0, type: 4, body: 'line' }),
      value(9, 'xt'),
      encodePackets({ id: -1, type: 0, body: 'line' }),
      value(10),
    ]),
    'text',
    SRCDS,
  ],
  ['Palworld: id 0', SRCDS, Buffer.concat([value(0, 'text'), value(10)]), 'text', SRCDS],
  [
    'id 0 before and after the right id',
    SRCDS,
    Buffer.concat([value(0, 'x'), value(9, 'text'), value(0, 'y'), value(10)]),
    'text',
    SRCDS,
  ],
  [
    'trailing NUL and carriage return',
    SRCDS,
    Buffer.concat([rawValue(9, Buffer.from('a\r\nb\r\0')), value(10)]),
    'a\r\nb',
    SRCDS,
  ],
  [
    'a character cut in two',
    SRCDS,
    Buffer.concat([rawValue(9, half.subarray(0, 3)), rawValue(9, half.subarray(3)), value(10)]),
    'сло',
    SRCDS,
  ],
  [
    'bytes that are no UTF-8',
    SRCDS,
    Buffer.concat([rawValue(9, Buffer.from([0x61, 0xff, 0xc3])), value(10)]),
    'a\ufffd\ufffd',
    SRCDS,
  ],
  [
    'a part of 9,000 bytes',
    SRCDS,
    Buffer.concat([value(9, 'x'.repeat(9_000)), value(10)]),
    'x'.repeat(9_000),
    SRCDS,
  ],
];

function rawValue(id: number, body: Buffer): Buffer {
  const bytes = value(id, 'x'.repeat(body.length));
  body.copy(bytes, 12);
  return bytes;
}

describe.each(answers)('%s', (_name, habit, stream, text, after) => {
  it.each([1, 3, 13, stream.length])('is read from %i-byte chunks', (step) => {
    expect(run(habit, stream, step)).toMatchObject({ text, habit: after });
  });
});

describe('the sentinel', () => {
  const command = encodePackets({ id: 9, type: 2, body: 'status' });
  const sentinel = value(10);

  it.each([SRCDS, SOURCE_LOGIN])('goes in one write with the command with %j, once', (habit) => {
    const both = Buffer.concat([command, sentinel]);
    expect(run(habit, Buffer.alloc(0), 1).sent).toEqual(both);
    expect(run(habit, value(9, 'a'), 1, true).sent).toEqual(both);
  });

  it('goes so from the first command on where the login was answered as srcds does', () => {
    const packet = { id: 1, type: 0, body: Buffer.alloc(0) };
    expect(habitOfLogin(packet)).toEqual(SOURCE_LOGIN);
    expect(habitOfLogin({ ...packet, type: 2 })).toBeNull();
    expect(habitOfLogin({ ...packet, body: Buffer.from('x') })).toBeNull();
  });

  it.each([UNKNOWN_HABIT, MINECRAFT])('waits for the first part with %j', (habit) => {
    expect(run(habit, Buffer.alloc(0), 1).sent).toEqual(command);
    expect(run(habit, Buffer.concat([value(9, 'a'), value(9, 'b')]), 100).sent).toEqual(
      Buffer.concat([command, sentinel]),
    );
  });

  it('is sent after a quiet time to a server that does not answer, which may answer it', () => {
    expect(run(UNKNOWN_HABIT, Buffer.alloc(0), 1, true).sent).toEqual(
      Buffer.concat([command, sentinel]),
    );
  });

  it('is not sent to a server that did not mirror it before', () => {
    expect(run(DEAF, value(9, 'text'), 100, true).sent).toEqual(command);
  });
});

describe('without a mirrored sentinel', () => {
  it.each([UNKNOWN_HABIT, SOURCE_LOGIN, DEAF])('a quiet time ends the answer with %j', (habit) => {
    expect(run(habit, value(9, 'text'), 1, true)).toMatchObject({ text: 'text', habit: DEAF });
  });

  it.each([
    ['after a short part', 'text', 250],
    ['after a full part, since another one follows', 'x'.repeat(4_086), 1_000],
    ['after a part that is longer than any full one', 'x'.repeat(9_000), 250],
  ])('%s', (_name, body, quietMs) => {
    expect(run(DEAF, value(9, body), 100).quietMs.at(-1)).toBe(quietMs);
  });

  it('no quiet time ends an answer of a server that mirrors it', () => {
    for (const habit of [SRCDS, MINECRAFT]) {
      expect(run(habit, value(9, 'text'), 100).quietMs.at(-1)).toBeNull();
    }
  });
});

describe('a hostile answer', () => {
  it.each([
    ['a request that was never made', value(11, 'text')],
    ['a negative id', value(-5, 'text')],
  ])('to %s is refused', (_name, stream) => {
    expect(() => run(SRCDS, stream, 1)).toThrow(ProtocolError);
  });

  it.each([0, 10, 4_086, 60_000])('of endless parts of %i bytes is refused', (length) => {
    const part = value(9, 'x'.repeat(length));
    const exchange = new CommandExchange('status', 9, SRCDS);
    const feed = () => {
      const decoder = new PacketDecoder();
      for (let sent = 0; sent <= MAX_ANSWER_BYTES; sent += part.length) {
        for (const packet of decoder.push(part)) exchange.take(packet);
      }
    };
    expect(feed).toThrow(`an answer of more than ${MAX_ANSWER_BYTES} bytes`);
  });
});
