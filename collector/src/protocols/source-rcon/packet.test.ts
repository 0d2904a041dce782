import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../errors.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { encodePackets, MAX_SIZE } from './packet.ts';

interface Plain {
  readonly id: number;
  readonly type: number;
  readonly body: string;
}

/** Feeds `stream` in chunks that are overwritten after each read, as the shared read buffer is. */
function decode(stream: Buffer, step: number): Plain[] {
  const decoder = new PacketDecoder();
  const shared = Buffer.alloc(step);
  const packets: Plain[] = [];
  for (let at = 0; at < stream.length; at += step) {
    const length = stream.copy(shared, 0, at, at + step);
    for (const { id, type, body } of decoder.push(shared.subarray(0, length))) {
      packets.push({ id, type, body: body.toString('latin1') });
    }
    shared.fill(0xff);
  }
  return packets;
}

const chunkSizes = (stream: Buffer) => [1, 2, 3, 5, 13, stream.length, stream.length + 100];

interface Capture {
  readonly id: string;
  readonly hex: string;
  readonly direction: string;
}

const captures = readFileSync(new URL('fixtures/packets.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Capture);

const bytesOf = (name: string) =>
  Buffer.from(captures.find(({ id }) => id === name)?.hex ?? '', 'hex');

const AUTH_ID = 195_936_478;
const expected: Readonly<Record<string, readonly Plain[]>> = {
  'rcon-auth-req-abc': [{ id: AUTH_ID, type: 3, body: 'abc' }],
  'rcon-auth-empty-value': [{ id: AUTH_ID, type: 0, body: '' }],
  'rcon-auth-ok': [{ id: AUTH_ID, type: 2, body: '' }],
  'rcon-exec-ping': [{ id: AUTH_ID, type: 2, body: 'ping' }],
  'rcon-auth-fail': [
    { id: 7, type: 0, body: '' },
    { id: -1, type: 2, body: '' },
  ],
  'rcon-auth-ok-no-empty': [{ id: 7, type: 2, body: '' }],
  'rcon-terminator': [
    { id: 9, type: 0, body: '' },
    { id: 9, type: 0, body: '\x00\x01\x00\x00' },
  ],
  'rcon-two-part-plus-terminator': [
    { id: 9, type: 0, body: 'A'.repeat(4_086) },
    { id: 9, type: 0, body: 'B'.repeat(10) },
    { id: 10, type: 0, body: '' },
    { id: 10, type: 0, body: '\x00\x01\x00\x00' },
  ],
  'rcon-squad-broken-sentinel': [{ id: 2, type: 0, body: '' }],
  'rcon-utf8': [
    {
      id: 3,
      type: 0,
      body: Buffer.from('# 2 "сло\u0301н" STEAM_1:0:1').toString('latin1'),
    },
  ],
  'rcon-minecraft-unknown-request': [{ id: 10, type: 0, body: 'Unknown request 0' }],
};

describe('captured packets', () => {
  it('are all expected to be something', () => {
    expect(captures.map(({ id }) => id).sort()).toEqual(Object.keys(expected).sort());
  });

  describe.each(captures)('$id', ({ id, hex }) => {
    const stream = Buffer.from(hex, 'hex');

    it.each(chunkSizes(stream))('decodes from %i-byte chunks', (step) => {
      expect(decode(stream, step)).toEqual(expected[id]);
    });
  });
});

it.each(captures.filter(({ direction }) => direction === 'client->server'))(
  'encodes $id as it was captured',
  ({ id, hex }) => {
    expect(encodePackets(...(expected[id] ?? [])).toString('hex')).toBe(hex);
  },
);

describe('Squad', () => {
  const stream = Buffer.concat([
    bytesOf('rcon-squad-broken-sentinel'),
    encodePackets({ id: 5, type: 0, body: 'next' }),
    bytesOf('rcon-squad-broken-sentinel'),
    bytesOf('rcon-squad-broken-sentinel'),
  ]);

  it.each(chunkSizes(stream))('keeps in step after broken sentinels, in %i-byte chunks', (step) => {
    expect(decode(stream, step).map(({ id }) => id)).toEqual([2, 5, 2, 2]);
  });
});

describe('bytes that are no packets', () => {
  const size = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32LE(value);
    return bytes;
  };
  it.each([
    ['2 GiB', size(0x7f_ff_ff_ff)],
    ['a negative length', size(-2)],
    ['a length of 9', size(9)],
    ['a length of 0', size(0)],
    ['one byte more than allowed', size(MAX_SIZE + 1)],
    ['the stray bytes of Squad after nothing', Buffer.from('00000001000000', 'hex')],
    ['a web server', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
  ])('%s is refused at the fourth byte', (_name, bytes) => {
    for (const step of [1, 2, 3, bytes.length]) {
      expect(() => decode(bytes.subarray(0, 4), step)).toThrow(ProtocolError);
    }
  });

  it('are not waited for', () => {
    expect(() => decode(size(0x7f_ff_ff_ff), 1)).toThrow(
      'not Source RCON: a packet that says it has 2147483647 bytes',
    );
  });
});

it('decodes the largest packet allowed', () => {
  const body = 'x'.repeat(MAX_SIZE - 10);
  const stream = encodePackets({ id: 1, type: 0, body });
  for (const step of [1, 4_096, stream.length]) {
    expect(decode(stream, step)).toEqual([{ id: 1, type: 0, body }]);
  }
});

it('decodes whatever was encoded, however it is cut', () => {
  const packet = fc.record({
    id: fc.integer({ min: -1, max: 0x7f_ff_ff_ff }),
    type: fc.integer({ min: 0, max: 4 }),
    body: fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !text.includes('\0')),
  });
  fc.assert(
    fc.property(fc.array(packet), fc.integer({ min: 1, max: 80 }), (packets, step) => {
      const decoded = decode(encodePackets(...packets), step);
      expect(decoded).toEqual(
        packets.map(({ id, type, body }) => ({
          id,
          type,
          body: Buffer.from(body).toString('latin1'),
        })),
      );
    }),
  );
});

it('survives any bytes: packets or a ProtocolError, the same for every way to cut them', () => {
  const outcome = (stream: Buffer, step: number): string => {
    try {
      return JSON.stringify(decode(stream, step));
    } catch (error) {
      if (error instanceof ProtocolError) return error.message;
      throw error;
    }
  };
  const small = fc.uint8Array({ minLength: 10, maxLength: 30 }).map((bytes) => {
    const frame = Buffer.alloc(4 + bytes.length, 0);
    frame.writeInt32LE(bytes.length);
    frame.set(bytes, 4);
    return frame;
  });
  const junk = fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.array(fc.oneof(small, junk), { maxLength: 4 }), (pieces) => {
      const stream = Buffer.concat(pieces);
      expect(outcome(stream, 1)).toBe(outcome(stream, Math.max(1, stream.length)));
    }),
  );
});

it('refuses to send a NUL inside a body', () => {
  expect(() => encodePackets({ id: 1, type: 2, body: 'a\0b' })).toThrow('NUL');
});
