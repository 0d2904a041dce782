import { choicesOf, takesFile, takesServer, type CommandFacts } from './command-tree.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that completes `rollcall` in a shell. */
export function completionScript(shell: Shell, tree: readonly CommandFacts[]): string {
  switch (shell) {
    case 'bash':
      return bash(tree);
    case 'zsh':
      return zsh(tree);
    case 'fish':
      return fish(tree);
  }
}

/** Options whose value is a file. */
const isFile = (value: string | null) => value === '<file>';

const flags = ({ options }: CommandFacts) =>
  options.flatMap(({ short, long }) => (short === null ? [long] : [short, long]));

/** Names with blanks are completed, too: `printf %q` quotes them. */
function bash(tree: readonly CommandFacts[]): string {
  const parents = tree.filter(({ subcommands }) => subcommands.length > 0);
  const cases = tree.map((command) => {
    const names = command.subcommands.map(({ name }) => name);
    const words = [...names, ...choicesOf(command), ...flags(command)].join(' ');
    const servers = takesServer(command) ? ' servers=1' : '';
    const files = takesFile(command) ? ' files=1' : '';
    return `    '${command.path}') words='${words}'${servers}${files} ;;`;
  });
  const files = fileOptions(tree).join('|');
  return `# bash completion of rollcall, made by "rollcall completion bash".
_rollcall() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  local path='' word words='' servers='' files='' name IFS=$' \\t\\n'
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$word" in
${parents
  .flatMap(({ path, subcommands }) =>
    subcommands.map(({ name }) => `      '${path}/${name}') path='${join(path, name)}' ;;`),
  )
  .join('\n')}
    esac
  done
  case "$previous" in
    ${files}) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
  esac
  case "$path" in
${cases.join('\n')}
  esac
  if [[ -n $files && $current != -* ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
    return 0
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  [[ -n $servers && $current != -* ]] || return 0
  while IFS= read -r name; do
    [[ $name == "$current"* || $(printf %q "$name") == "$current"* ]] && COMPREPLY+=("$(printf %q "$name")")
  done < <(rollcall completion servers 2>/dev/null)
}
complete -F _rollcall rollcall
`;
}

function zsh(tree: readonly CommandFacts[]): string {
  const parents = tree.filter(({ subcommands }) => subcommands.length > 0);
  const described = (name: string, description: string) =>
    single(`${name.replaceAll(':', '\\:')}:${description}`);
  const cases = tree.map((command) => {
    const commands = command.subcommands.map(({ name, description }) =>
      described(name, description),
    );
    const options = command.options.map(({ long, description }) => described(long, description));
    const choices = choicesOf(command).map(single);
    return [
      `    (${single(command.path)})`,
      `      commands=(${commands.join(' ')})`,
      `      options=(${options.join(' ')})`,
      ...(choices.length > 0 ? [`      names=(${choices.join(' ')})`] : []),
      ...(takesServer(command) ? ['      servers=1'] : []),
      ...(takesFile(command) ? ['      files=1'] : []),
      '      ;;',
    ].join('\n');
  });
  return `#compdef rollcall
# zsh completion of rollcall, made by "rollcall completion zsh".
_rollcall() {
  local path_='' word servers='' files=''
  local -a commands options names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_/$word" in
${parents
  .flatMap(({ path, subcommands }) =>
    subcommands.map(
      ({ name }) => `      (${single(`${path}/${name}`)}) path_=${single(join(path, name))} ;;`,
    ),
  )
  .join('\n')}
    esac
  done
  case "\${words[CURRENT-1]}" in
    (${fileOptions(tree).join('|')}) _files; return ;;
  esac
  case "$path_" in
${cases.join('\n')}
  esac
  (( \${#commands} )) && _describe command commands
  if [[ $PREFIX == -* ]]; then
    _describe option options
  else
    [[ -n $files ]] && _files
    [[ -n $servers ]] && names=("\${(@f)$(rollcall completion servers 2>/dev/null)}")
    (( \${#names} )) && compadd -- "\${(@)names:#}"
  fi
}
if [[ $funcstack[1] == _rollcall ]]; then _rollcall "$@"; else compdef _rollcall rollcall; fi
`;
}

function fish(tree: readonly CommandFacts[]): string {
  const lines = tree.flatMap((command) => {
    const when = single(`__rollcall_at ${command.path}`.trim());
    return [
      ...command.subcommands.map(
        ({ name, description }) =>
          `complete -c rollcall -n ${when} -f -a ${name} -d ${single(description)}`,
      ),
      ...command.options.map(({ short, long, value, description }) =>
        [
          `complete -c rollcall -n ${when}`,
          ...(short === null ? [] : [`-s ${short.slice(1)}`]),
          `-l ${long.slice(2)}`,
          ...(value === null ? [] : [isFile(value) ? '-r -F' : '-x']),
          `-d ${single(description)}`,
        ].join(' '),
      ),
      ...(choicesOf(command).length > 0
        ? [`complete -c rollcall -n ${when} -f -a ${single(choicesOf(command).join(' '))}`]
        : []),
      ...(takesFile(command) ? [`complete -c rollcall -n ${when} -F`] : []),
      ...(takesServer(command)
        ? [`complete -c rollcall -n ${when} -f -a '(rollcall completion servers 2>/dev/null)'`]
        : []),
    ];
  });
  const paths = tree.filter(({ path }) => path !== '').map(({ path }) => single(path));
  return `# fish completion of rollcall, made by "rollcall completion fish".
function __rollcall_at
    set -l at
    for word in (commandline -opc)[2..-1]
        contains -- (string join -- ' ' $at $word) ${paths.join(' ')}; and set -a at $word
    end
    test "$at" = "$argv"
end
complete -c rollcall -f
${lines.join('\n')}
`;
}

function fileOptions(tree: readonly CommandFacts[]): readonly string[] {
  const all = tree.flatMap(({ options }) => options);
  return [...new Set(all.filter(({ value }) => isFile(value)).map(({ long }) => long))];
}

const join = (path: string, name: string) => `${path} ${name}`.trim();

/** In single quotes of a shell. */
function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
