import { describe, expect, it } from 'vitest';
import type { Outcome } from '../reconcile/history.ts';
import { COUNT_WRITE_INTERVAL_MS, IncompleteAnswers } from './incomplete-answers.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12) + seconds * 1_000);
const NEXT = COUNT_WRITE_INTERVAL_MS / 1_000;

function answer(seconds: number, complete: boolean): Outcome {
  const facts = { players: 1, maxPlayers: 8, bots: 0, map: 'c1m1_hotel', hibernating: false };
  return { ok: true, at: at(seconds), seen: { ...facts, roster: [], complete } };
}

describe('answers that do not list everybody they count', () => {
  it('are told when the first comes, and then together every ten minutes', () => {
    const answers = new IncompleteAnswers();
    const told = Array.from({ length: NEXT / 5 + 1 }, (_, poll) =>
      answers.after(7, answer(poll * 5, false)),
    );
    expect(told.filter((change) => change !== null)).toEqual([
      { type: 'answers-incomplete', serverId: 7, count: 1, lastAt: at(0) },
      { type: 'answers-incomplete', serverId: 7, count: NEXT / 5, lastAt: at(NEXT) },
    ]);
  });

  it('are all told in the end, also when complete ones follow', () => {
    const answers = new IncompleteAnswers();
    answers.after(7, answer(0, false));
    expect(answers.after(7, answer(5, false))).toBeNull();
    expect(answers.after(7, answer(10, true))).toBeNull();
    expect(answers.after(7, answer(NEXT, true))).toMatchObject({ count: 1, lastAt: at(5) });
    expect(answers.after(7, answer(2 * NEXT, true))).toBeNull();
  });

  it('are told also after the clock was set back', () => {
    const answers = new IncompleteAnswers();
    answers.after(7, answer(10 * NEXT, false));
    expect(answers.after(7, answer(0, false))).toMatchObject({ count: 1 });
  });

  it('are not failures, and not complete answers', () => {
    const answers = new IncompleteAnswers();
    expect(answers.after(7, answer(0, true))).toBeNull();
    const failed = { ok: false, at: at(5), kind: 'timeout', detail: 'no answer' } as const;
    expect(answers.after(7, failed)).toBeNull();
  });
});
