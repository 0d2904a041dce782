import { expect, it } from 'vitest';
import { mapShades } from './map-shades.ts';

const spans = (text: string) =>
  Array.from(text, (map, n) => ({ map, fromMs: n * 1_000, toMs: (n + 1) * 1_000 }));

it('gives the maps that were played most a shade each, by name, so that it hardly changes', () => {
  expect([...mapShades(spans('cabac'))]).toEqual([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ]);
});

it('leaves without a shade what was played least, where there are more than six', () => {
  const shades = mapShades(spans('hgfedcba' + 'gfedca'));
  expect([...shades.keys()]).toEqual(['a', 'c', 'd', 'e', 'f', 'g']);
  expect(shades.get('b')).toBeUndefined();
});

it('gives nothing to no map', () => {
  expect(mapShades([]).size).toBe(0);
});
