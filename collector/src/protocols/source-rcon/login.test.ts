import { describe, expect, it } from 'vitest';
import { loginVerdict } from './login.ts';
import { PacketDecoder } from './packet-decoder.ts';
import { encodePackets } from './packet.ts';

const empty = { id: 7, type: 0, body: '' };
const response = (id: number) => ({ id, type: 2, body: '' });

describe.each([
  ['Source: an empty value first', [empty, response(7)], 'accepted'],
  ['Minecraft: the response alone', [response(7)], 'accepted'],
  ['a proxy that answers with id 0', [empty, response(0)], 'accepted'],
  ['a proxy that answers with some other id', [response(99)], 'accepted'],
  ['Source: wrong password', [empty, response(-1)], 'refused'],
  ['Minecraft: wrong password', [response(-1)], 'refused'],
  [
    'Squad: a chat line in between',
    [empty, { id: 0, type: 1, body: 'x' }, response(7)],
    'accepted',
  ],
  ['Rust: a console line with id -1', [{ id: -1, type: 4, body: 'x' }, response(7)], 'accepted'],
  ['an empty value with id -1', [{ id: -1, type: 0, body: '' }, response(7)], 'accepted'],
  ['no answer yet', [empty], null],
])('%s', (_name, packets, expected) => {
  const stream = encodePackets(...packets);
  it.each([1, 3, 14, stream.length])('is judged from %i-byte chunks', (step) => {
    const decoder = new PacketDecoder();
    const verdicts: string[] = [];
    for (let at = 0; at < stream.length; at += step) {
      for (const packet of decoder.push(stream.subarray(at, at + step))) {
        const verdict = loginVerdict(packet);
        if (verdict !== null) verdicts.push(verdict);
      }
    }
    expect(verdicts).toEqual(expected === null ? [] : [expected]);
  });
});
