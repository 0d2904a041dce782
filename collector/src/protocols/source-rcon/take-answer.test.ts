import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CommandExchange } from './exchange.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { encodePackets } from './packet.ts';

const ID = 9;
const value = (id: number, body = '') => encodePackets({ id, type: 0, body });
const trailer = Buffer.from([14, 0, 0, 0, ID + 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
const SQUAD_STRAY = Buffer.from([0, 0, 0, 1, 0, 0, 0]);

/** What the packets of `chunk` are the answer to, one by one; null where it is not whole. */
function inPackets(chunk: Buffer): string | null {
  const exchange = new CommandExchange('status', ID, { mirrors: true, together: true });
  exchange.begin();
  for (const packet of new PacketDecoder().push(chunk)) {
    const step = exchange.take(packet);
    if (step.type === 'done') return step.answer.toString('latin1');
  }
  return null;
}

const whole = (chunk: Buffer) =>
  new PacketDecoder().takeAnswer(chunk, ID)?.toString('latin1') ?? null;

it.each([
  ['an answer of srcds', Buffer.concat([value(ID, 'text'), value(ID + 1), trailer]), 'text'],
  ['one without the trailer', Buffer.concat([value(ID, 'text'), value(ID + 1)]), 'text'],
  ['an empty one', Buffer.concat([value(ID), value(ID + 1), trailer]), ''],
])('%s is taken at once', (_name, chunk, text) => {
  expect(whole(chunk)).toBe(text);
  expect(inPackets(chunk)).toBe(text);
});

it.each([
  ['without the sentinel', value(ID, 'text')],
  [
    'of which the end has not come',
    Buffer.concat([value(ID, 'text'), value(ID + 1)]).subarray(0, -1),
  ],
  [
    'of which the trailer has come in part',
    Buffer.concat([value(ID, 'x'), value(ID + 1), trailer]).subarray(0, -1),
  ],
  ['to another command', Buffer.concat([value(ID - 2, 'late'), value(ID - 1), trailer])],
  ['in two parts', Buffer.concat([value(ID, 'te'), value(ID, 'xt'), value(ID + 1)])],
  [
    'behind a line of chat',
    Buffer.concat([encodePackets({ id: 0, type: 1, body: 'chat' }), value(ID, 'x'), value(ID + 1)]),
  ],
  [
    'before a line of chat',
    Buffer.concat([
      value(ID, 'x'),
      value(ID + 1),
      encodePackets({ id: ID + 1, type: 1, body: 'chat' }),
    ]),
  ],
  [
    'of another type',
    Buffer.concat([encodePackets({ id: ID, type: 1, body: 'x' }), value(ID + 1)]),
  ],
  [
    'whose sentinel says something',
    Buffer.concat([value(ID, 'x'), value(ID + 1, 'Unknown request 0')]),
  ],
  ['before the stray bytes of Squad', Buffer.concat([value(ID, 'x'), value(ID + 1), SQUAD_STRAY])],
  ['that is none', Buffer.from('HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n')],
])('an answer %s is left to be cut into packets', (_name, chunk) => {
  const decoder = new PacketDecoder();
  expect(decoder.takeAnswer(chunk, ID)).toBeNull();
  expect(whole(Buffer.concat([SQUAD_STRAY, chunk]))).toBeNull();
});

it('none is taken out of the middle of a packet', () => {
  const decoder = new PacketDecoder();
  const stream = value(ID, 'text');
  expect([...decoder.push(stream.subarray(0, 6))]).toEqual([]);
  expect(decoder.takeAnswer(Buffer.concat([value(ID, 'x'), value(ID + 1)]), ID)).toBeNull();
  expect([...decoder.push(stream.subarray(6))].map(({ body }) => body.toString())).toEqual([
    'text',
  ]);
});

it('the stray bytes of Squad may come after it', () => {
  const decoder = new PacketDecoder();
  expect(decoder.takeAnswer(Buffer.concat([value(ID, 'x'), value(ID + 1)]), ID)).not.toBeNull();
  expect(
    [...decoder.push(Buffer.concat([SQUAD_STRAY, value(5, 'next')]))].map(({ id }) => id),
  ).toEqual([5]);
});

it('whatever is taken at once is what the packets say', () => {
  const body = fc
    .string({ unit: 'binary-ascii', maxLength: 12 })
    .map((text) => text.replaceAll('\0', ''));
  const packet = fc
    .record({
      id: fc.integer({ min: ID - 1, max: ID + 2 }),
      type: fc.constantFrom(0, 0, 0, 2),
      body: fc.oneof(body, fc.constant('')),
    })
    .map((fields) => encodePackets(fields));
  const piece = fc.oneof(packet, fc.constant(trailer), fc.constant(SQUAD_STRAY));
  const usual = fc
    .tuple(body, fc.boolean())
    .map(([text, ends]) => [value(ID, text), value(ID + 1), ...(ends ? [trailer] : [])]);
  const damage = fc.option(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { freq: 2 });
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 4 }), usual), damage, (pieces, damaged) => {
      const chunk = Buffer.concat(pieces);
      if (damaged !== null && chunk.length > 0) chunk[damaged.at % chunk.length] = damaged.byte;
      const taken = whole(chunk);
      if (taken !== null) expect(inPackets(chunk)).toBe(taken);
    }),
    { numRuns: 1_000 },
  );
});
