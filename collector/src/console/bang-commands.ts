/** What the console does itself, instead of sending it. */
export const BANG_COMMANDS = [
  { name: '!connect', value: '', help: 'NAME or HOST:PORT: go to another server; alone: again' },
  { name: '!disconnect', value: '', help: 'hang up; the console stays' },
  { name: '!exit', value: '', help: 'leave (also Ctrl-D)' },
  { name: '!help', value: '', help: 'this list; with a word: what the server says about it' },
  { name: '!raw', value: '', help: 'COMMAND: run it and show every byte of the answer' },
  { name: '!servers', value: '', help: 'the registered servers' },
  { name: '!shutdown', value: '', help: 'end the game server itself; asks first' },
] as const;

export type BangName = (typeof BANG_COMMANDS)[number]['name'];

/** A line of the console taken apart; null for one that goes to the server. */
export function parseBang(
  line: string,
): { readonly name: BangName | null; readonly rest: string } | null {
  const match = /^\s*(![^\s]*)\s*(.*?)\s*$/.exec(line);
  if (match === null) return null;
  const [, typed = '', rest = ''] = match;
  const found = BANG_COMMANDS.filter(({ name }) => name.startsWith(typed.toLowerCase()));
  const exact = found.find(({ name }) => name === typed.toLowerCase());
  const [first] = found;
  const name = exact?.name ?? (found.length === 1 && typed.length > 1 ? first?.name : undefined);
  return { name: name ?? null, rest };
}
