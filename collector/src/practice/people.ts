import type { Random } from './random.ts';

/** Somebody who plays on practice servers. No such account exists: the numbers lie above those that Steam has given. */
export interface Person {
  readonly accountId: number;
  readonly name: string;
}

const FIRST_ACCOUNT = 4_200_000_000;

const FIRST = [
  'Crone',
  'Vasquez',
  'Marlow',
  'Iteron',
  'Juno',
  'Otto',
  'Pixel',
  'Saga',
  'Tarn',
  'Wren',
  'Yuki',
  'Zed',
] as const;
const LAST = [
  '',
  ' of Rivia',
  ' | afk',
  '_tv',
  '77',
  ' [GER]',
  ' the 3rd',
  'ster',
  ' ☕',
  ' 東京',
  'ёк',
  '.exe',
] as const;

/** Names as people really choose them, to the despair of those who show or parse them. */
const ODD_NAMES = [
  'Crownless "King" 13',
  '<b>bold</b> & <script>alert(1)</script>',
  '# 3 "fake" STEAM_1:0:99 00:10 5 0 active 30000 1.2.3.4:5',
  "O'Brien",
  'שלום‏',
  'ุ',
  'players : 99 humans',
  '  spaced  ',
] as const;

/** The people who come to the server with this number; nobody comes to two servers. */
export function peopleOf(server: number, count: number): readonly [Person, ...Person[]] {
  const person = (at: number): Person => {
    const number = server * count + at;
    const odd = ODD_NAMES[number % 23];
    const first = FIRST[number % FIRST.length] ?? '';
    const last = LAST[Math.floor(number / FIRST.length) % LAST.length] ?? '';
    return { accountId: FIRST_ACCOUNT + number, name: odd ?? `${first}${last}` };
  };
  return [person(0), ...Array.from({ length: count - 1 }, (_, at) => person(at + 1))];
}

/** What somebody calls themselves from now on; at most 31 bytes, as the engine cuts it. */
export function otherName(name: string, random: Random): string {
  const short = name.slice(0, 8).trimEnd();
  return `${short}${random.pick([' (afk)', ' ✓', '.', ' jr'])}`;
}
