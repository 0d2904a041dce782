import { expect, it } from 'vitest';
import { shownName } from './player-name.ts';

it.each(['crone', '٣', '☭', '<b>', '한', ' a ', '\u0e38'])('shows %j as it is', (name) => {
  expect(shownName(name)).toBe(name);
});

it.each(['', '   ', '\u200b\u202e', '\u3164', '\ufe0f\u034f', '\u2800'])(
  'does not leave a gap for the name %j',
  (name) => {
    expect(shownName(name)).toBe('unnamed');
  },
);
