import { describe, expect, it } from 'vitest';
import { ProtocolError } from '../../errors.ts';
import { AnswerAssembler, MAX_ANSWER_BYTES } from './answer.ts';

const part = (body: string, id = 9) => ({ id, type: 0, body: Buffer.from(body) });

describe('AnswerAssembler', () => {
  it.each([
    ['no part', []],
    ['one part', ['players : 4']],
    ['empty parts', ['', 'a', '', '', 'b', '']],
    ['many tiny parts', Array.from({ length: 5_000 }, (_, at) => String(at % 10))],
    [
      'parts of all lengths',
      Array.from({ length: 200 }, (_, at) => 'x'.repeat((at * 7919) % 4_087)),
    ],
  ])('joins %s', (_, bodies) => {
    const answer = new AnswerAssembler(9, 10);
    for (const body of bodies) expect(answer.take(part(body))).toBe('part');
    expect(answer.bytes().toString()).toBe(bodies.join(''));
  });

  it('keeps nothing of the memory that a part came in', () => {
    const answer = new AnswerAssembler(9, 10);
    const packet = part('first');
    answer.take(packet);
    packet.body.fill('x');
    expect(answer.bytes().toString()).toBe('first');
  });

  it('refuses one that is too long by its frames alone', () => {
    const answer = new AnswerAssembler(9, 10);
    let packets = 0;
    const flood = () => {
      for (; ; packets += 1) answer.take(part(''));
    };
    expect(flood).toThrow(ProtocolError);
    expect(packets).toBe(Math.floor(MAX_ANSWER_BYTES / 14));
  });

  it('begins again with what comes under the right id', () => {
    const answer = new AnswerAssembler(9, 10);
    answer.take(part('wrong', 0));
    answer.take(part('right'));
    expect(answer.bytes().toString()).toBe('right');
  });
});
