import type { Command } from 'commander';

export interface OptionFacts {
  readonly short: string | null;
  readonly long: string;
  /** As in `--reason <text>`; null for a switch. */
  readonly value: string | null;
  readonly description: string;
}

interface ArgumentFacts {
  readonly name: string;
  readonly description: string;
  /** What it may be; empty where it may be anything. */
  readonly choices: readonly string[];
}

/** One command as completion and the man page show it. */
export interface CommandFacts {
  /** `servers add`; empty for `rollcall` itself. */
  readonly path: string;
  readonly description: string;
  /** `<name> <host:port>`, as in a line of usage. */
  readonly usage: string;
  readonly args: readonly ArgumentFacts[];
  readonly options: readonly OptionFacts[];
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
}

/** Every command that the help shows, parents first. */
export function commandTree(
  command: Command,
  path: readonly string[] = [],
): readonly CommandFacts[] {
  const help = command.createHelp();
  const children = help.visibleCommands(command).filter((child) => child.name() !== 'help');
  const facts: CommandFacts = {
    path: path.join(' '),
    description: command.description(),
    usage: command.usage(),
    args: command.registeredArguments.map((arg) => ({
      name: arg.name(),
      description: arg.description,
      choices: arg.argChoices ?? [],
    })),
    options: help.visibleOptions(command).map((option) => ({
      short: option.short ?? null,
      long: option.long ?? option.flags,
      value: /<[^>]+>/.exec(option.flags)?.[0] ?? null,
      description: option.description,
    })),
    subcommands: children.map((child) => ({
      name: child.name(),
      description: child.description(),
    })),
  };
  return [facts, ...children.flatMap((child) => commandTree(child, [...path, child.name()]))];
}

/** Whether its first argument is a registered server. */
export function takesServer({ path, args }: CommandFacts): boolean {
  const name = args[0]?.name;
  return name === 'server' || (name === 'name' && path !== 'servers add');
}

/** Whether its first argument is a file. */
export function takesFile({ args }: CommandFacts): boolean {
  return /^(file|fleet)/.test(args[0]?.name ?? '');
}

/** Words that may stand as its argument. */
export function choicesOf({ args }: CommandFacts): readonly string[] {
  return args.flatMap(({ choices }) => choices);
}
