import { HOSTILE_NAMES } from '../hostile.ts';
import { createRandom } from './random.ts';

/** Somebody of the invented crowd. */
export interface Person {
  readonly id: bigint;
  readonly kind: string;
  readonly externalId: string | null;
  /** The names used one after the other, each from such a share of the history on. */
  readonly names: readonly { readonly name: string; readonly from: number }[];
  readonly personaName: string | null;
  readonly avatarUrl: string | null;
  readonly hasProfile: boolean;
  readonly ping: number;
}

const FIRST = [
  'silent',
  'rusty',
  'Captain',
  'lazy',
  'Sgt.',
  'xX_',
  'El',
  'müde',
  'тихий',
  '夜の',
  'Mad',
  'not_a',
  'Señor',
  'DJ',
  'tiny',
  'Doctor',
] as const;
const SECOND = [
  'crone',
  'Wanja',
  'miel',
  'Døgn',
  'лиса',
  '雪狐',
  'tank',
  'b0b',
  'Ætherling',
  'Boomer',
  'medic',
  'Żółw',
  'otter',
  'Pyro',
  'witch',
  'smoker',
  'Heavy',
  'spatula',
] as const;
const THIRD = ['', '', '', '_', ' [TTV]', '42', '.exe', '™', ' 🦊', 'Xx', '2k', ' (afk)'] as const;

/** Person `n` of a group; the same at every run. */
export function personOf(group: number, n: number, kind: string): Person {
  const random = createRandom(group * 1_000_003 + n);
  const steam = kind === 'steam';
  const hasProfile = steam && random.next() < 0.7;
  const own = nameOf(random.next(), n);
  const names = [{ name: own, from: 0 }];
  if (random.next() < 0.25) names.push({ name: nameOf(random.next(), n + 1), from: random.next() });
  const hostile = n % 40 === 7 ? HOSTILE_NAMES[((n / 40) % HOSTILE_NAMES.length) | 0] : undefined;
  if (hostile !== undefined) names.push({ name: hostile, from: 0.4 });
  const picture = Array.from({ length: 5 }, () => hex(random.next())).join('');
  return {
    id: steam ? 76561197960265728n + BigInt(10_000 + group * 1_000_000 + n) : BigInt(n + 1),
    kind,
    externalId: steam ? null : `guid-${n}`,
    names: names.sort((a, b) => a.from - b.from),
    personaName: hasProfile && random.next() < 0.9 ? nameOf(random.next(), n + 2) : null,
    avatarUrl:
      hasProfile && random.next() < 0.7
        ? `https://avatars.steamstatic.com/${picture}_medium.jpg`
        : null,
    hasProfile,
    ping: Math.round(random.between(8, 120)),
  };
}

/** The same without the names that nobody wants. */
export function tidied(person: Person): Person {
  const hostile: readonly string[] = HOSTILE_NAMES;
  return { ...person, names: person.names.filter(({ name }) => !hostile.includes(name)) };
}

function nameOf(chance: number, n: number): string {
  const draw = Math.floor(chance * 1_000_000);
  const first = FIRST[draw % FIRST.length] ?? '';
  const second = SECOND[Math.floor(draw / 16) % SECOND.length] ?? '';
  const third = THIRD[Math.floor(draw / 300) % THIRD.length] ?? '';
  return n % 3 === 0 ? `${second}${third}` : `${first} ${second}${third}`;
}

const hex = (chance: number) =>
  Math.floor(chance * 0xffff_ffff)
    .toString(16)
    .padStart(8, '0');
