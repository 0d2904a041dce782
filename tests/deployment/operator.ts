import { readFileSync } from 'node:fs';
import type { Machine } from './machine.ts';

const page = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');

/** Blocks of docs/operating.md below a heading: what stands after the prompt of a console, or all of another one. */
export function blocksUnder(
  heading: string,
  language: 'console' | 'ini' | 'sh',
): readonly string[] {
  const part = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const blocks = [...part.matchAll(/^( *)```(\w+)\n(.*?)^\1```$/gms)];
  const prefix = language === 'console' ? '# ' : '';
  return blocks
    .filter(([, , found]) => found === language)
    .map(([, indent = '', , text = '']) =>
      text.replaceAll(new RegExp(`^${indent}${prefix}`, 'gm'), ''),
    );
}

export interface Operator {
  /** Types a block of the page. */
  does(block: string | undefined): Promise<string>;
}

/** Root at a shell of the machine, in a folder, with these variables set. Packages come from no registry. */
export function operatorAt(
  machine: Machine,
  folder: string,
  env: Readonly<Record<string, string>>,
): Operator {
  const variables = Object.entries({ HOME: '/root', npm_config_offline: 'true', ...env });
  const settings = variables.map(([key, value]) => `${key}=${value}`);
  return {
    async does(block) {
      if (block === undefined) throw new Error('the page has no such block');
      return machine.must(
        ...['env', `--chdir=${folder}`, ...settings],
        ...['bash', '-euo', 'pipefail', '-c', block],
      );
    },
  };
}
