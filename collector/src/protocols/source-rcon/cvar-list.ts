interface CvarFacts {
  readonly name: string;
  /** Without the quotes: `sv`, `cheat`, `nf`, `rep`, … */
  readonly flags: readonly string[];
  /** Its help text, empty where there is none. */
  readonly description: string;
}

/** A line of `cvarlist`: a command, or a variable with its value as it was when asked. */
export type Cvar =
  | (CvarFacts & { readonly type: 'command' })
  | (CvarFacts & {
      readonly type: 'variable';
      readonly value: string;
      /** The value as a number; null for what is none. */
      readonly number: number | null;
    });

/** The name is padded, so a line without one is a continued help text. Nothing in it may steer the terminal on which it is completed. */
const NAME = /^[^\s"';\p{Cc}\p{Cf}\p{Cs}]+$/u;

/** The rows of a `cvarlist` answer; heading, rules, footer and what is damaged are left out. */
export function* parseCvarList(text: string): Generator<Cvar, void, undefined> {
  for (const line of text.split('\n')) {
    const cvar = parseLine(line);
    if (cvar !== null) yield cvar;
  }
}

/** Name, value, flags and help, between the first three colons; help texts hold colons, and values may, too. */
function parseLine(line: string): Cvar | null {
  const first = line.indexOf(':');
  if (first === -1) return null;
  const name = line.slice(0, first).trim();
  if (!NAME.test(name)) return null;
  const rest = line.slice(first + 1);
  const flags = flagColumn(rest);
  if (flags === null) return null;
  const value = rest.slice(0, flags.start).trim();
  const facts = { name, flags: flags.names, description: rest.slice(flags.end).trim() };
  return value === 'cmd'
    ? { type: 'command', ...facts }
    : { type: 'variable', ...facts, value, number: toNumber(value) };
}

interface FlagColumn {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

/** The column of flags is blank or a row of `, "flag"`; what stands before it is the value, however many colons that has. */
function flagColumn(rest: string): FlagColumn | null {
  const match = /:((?:\s*,\s*"[^"\s]{0,64}")+\s*|\s+):/.exec(rest);
  if (match === null) return null;
  const names = [...(match[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, flag = '']) => flag);
  return { start: match.index, end: match.index + match[0].length, names };
}

function toNumber(value: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value) ? Number(value) : null;
}
