import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError, messageOf } from './errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A number of seconds, or a count, as it stands in an environment variable. */
export const numeric = () =>
  z.string().trim().min(1, 'is empty').pipe(z.coerce.number('is not a number'));

/** A whole number as it stands in an environment variable. */
export const integer = () =>
  z
    .string()
    .trim()
    .regex(/^-?\d+$/, 'is not a whole number')
    .pipe(z.coerce.number());

/**
 * Reads the settings that `schema` names from the environment. Every key in `secrets` has a `_FILE` twin, whose content counts
 * (without trailing line breaks). An empty variable counts as not set. `check` finds what is wrong between settings, of which it
 * gets those that are right alone.
 *
 * @throws ConfigError naming every key that is wrong, and never a value.
 */
export function readConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  secrets: readonly (string & keyof Shape)[],
  env: Environment,
  check: (config: Partial<z.output<z.ZodObject<Shape>>>) => readonly string[] = () => [],
): z.output<z.ZodObject<Shape>> {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const key of Object.keys(schema.shape)) {
    const value = env[key];
    if (value !== undefined && value !== '') given[key] = value;
  }
  for (const key of secrets) {
    const path = env[`${key}_FILE`];
    if (path === undefined || path === '') continue;
    if (given[key] !== undefined) {
      problems.push(`${key} and ${key}_FILE are both set: keep one`);
      continue;
    }
    try {
      given[key] = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
      // Else what failed to write a key would do the same as having none.
      if (given[key] === '') problems.push(`${key}_FILE names an empty file`);
    } catch (error) {
      const code =
        error instanceof Error && 'code' in error ? String(error.code) : messageOf(error);
      problems.push(`${key}_FILE cannot be read (${code})`);
    }
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const key = issue.path.join('.');
      const missing = given[key] === undefined && issue.code === 'invalid_type';
      problems.push([key, missing ? 'is not set' : wordsFor(issue)].join(' ').trim());
    }
  }
  problems.push(...check(parsed.success ? parsed.data : rightOnes(schema, given)));
  if (problems.length > 0 || !parsed.success) {
    throw new ConfigError(
      `settings that cannot work:\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
  }
  return parsed.data;
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big' && issue.origin === 'number') return `is above ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'number') return `is below ${issue.minimum}`;
  return issue.message;
}

/** The settings that are right alone, defaults among them. */
function rightOnes<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  given: Readonly<Record<string, string>>,
): Partial<z.output<z.ZodObject<Shape>>> {
  const right = Object.entries(schema.shape).flatMap(([key, setting]) => {
    const parsed = z.safeParse(setting, given[key]);
    return parsed.success ? [[key, parsed.data] as const] : [];
  });
  return Object.fromEntries(right) as Partial<z.output<z.ZodObject<Shape>>>;
}
