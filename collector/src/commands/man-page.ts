import type { CommandFacts, OptionFacts } from './command-tree.ts';

/** The manual of `rollcall` (troff, `man` macros). The same input makes the same bytes: no date, no version. */
export function manPage(tree: readonly CommandFacts[]): string {
  const [root, ...commands] = tree;
  return [
    '.\\" Made by "rollcall completion man"; do not edit.',
    '.TH ROLLCALL 1 "" Rollcall "User commands"',
    '.SH NAME',
    `rollcall \\- ${text(root?.description ?? '')}`,
    '.SH SYNOPSIS',
    '.B rollcall',
    '.I command',
    '[\\fIoptions\\fR]',
    '.SH COMMANDS',
    ...commands.filter(({ subcommands }) => subcommands.length === 0).flatMap(command),
    '.SH OPTIONS',
    ...(root?.options ?? []).flatMap(option),
    '.SH ENVIRONMENT',
    'Settings are environment variables;',
    '.I rollcall.env.example',
    'explains each. Every secret has a twin whose name ends in _FILE.',
    '.SH EXIT STATUS',
    ...['0\ndone', '1\nfailed', '2\nwrong usage', '78\nbad configuration'].map(
      (line) => `.TP\n${line}`,
    ),
    '.SH SEE ALSO',
    '.BR psql (1)',
    '',
  ].join('\n');
}

function command({ path, usage, description, args, options }: CommandFacts): readonly string[] {
  return [
    `.SS rollcall ${text(path)} ${text(usage.replace('[options] ', ''))}`.trimEnd(),
    text(description),
    ...args.flatMap(({ name, description: what }) => ['.TP', `.I ${text(name)}`, text(what)]),
    // Each has it.
    ...options.filter(({ long }) => long !== '--help').flatMap(option),
  ];
}

function option({ short, long, value, description }: OptionFacts): readonly string[] {
  const names = [short, long]
    .filter((name) => name !== null)
    .map((name) => `\\fB${text(name)}\\fR`);
  return [
    '.TP',
    `${names.join(', ')}${value === null ? '' : ` \\fI${text(value)}\\fR`}`,
    text(description),
  ];
}

/** A line that troff takes for text, with the dashes that can be copied. */
function text(line: string): string {
  const escaped = line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('—', '\\(em')
    .replaceAll('…', '...');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
