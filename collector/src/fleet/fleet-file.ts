import { UserError } from '@rollcall/shared';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { tryParseAddress } from './address.ts';
import { groupProblem, nameProblem, passwordProblem, protocolProblem } from './server-rules.ts';
import { formatPath, lineOf, type FieldPath } from './yaml-lines.ts';

/** A server as a fleet file tells it. */
export interface FleetServer {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  readonly groupLabel: string | null;
  readonly enabled: boolean;
  /** Null where the file tells none: a known server keeps its own, a new one gets a generated one. */
  readonly password: PasswordSource | null;
}

type PasswordSource =
  | { readonly type: 'text'; readonly password: string }
  | { readonly type: 'file'; readonly path: string };

interface Problem {
  readonly path: FieldPath;
  readonly message: string;
}

/** Enough for tens of thousands of servers. */
const MAX_CHARACTERS = 8 * 2 ** 20;
/** An alias in an alias in an alias … would be a gigabyte. */
const MAX_ALIASES = 1_000;
const MAX_PROBLEMS_SHOWN = 50;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'must be text: put it in quotes',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must hold fields',
};

const checked = (problem: (text: string) => string | null) =>
  z
    .string()
    .trim()
    .superRefine((text, context) => {
      const message = problem(text);
      if (message !== null) context.addIssue({ code: 'custom', message });
    });

const serverSchema = z
  .strictObject({
    name: checked(nameProblem),
    address: z.string().transform((text, context) => {
      const address = tryParseAddress(text);
      if (address !== null) return address;
      context.addIssue({
        code: 'custom',
        message: 'is not HOST:PORT, for example 203.0.113.7:27015 or "[2001:db8::7]:27015"',
      });
      return z.NEVER;
    }),
    protocol: checked(protocolProblem).default('source'),
    group: checked(groupProblem).nullable().default(null),
    enabled: z.boolean().default(true),
    password: z
      .string()
      .superRefine((password, context) => {
        const message = passwordProblem(password);
        if (message !== null) context.addIssue({ code: 'custom', message });
      })
      .optional(),
    password_file: z.string().min(1, 'is empty').optional(),
  })
  .refine((server) => server.password === undefined || server.password_file === undefined, {
    error: 'has password and password_file: keep one',
  });

/** What a server in a fleet file may have. */
export const FLEET_FIELDS: readonly string[] = Object.keys(serverSchema.shape);

const fleetSchema = z.strictObject({ servers: z.array(serverSchema) });

/**
 * Reads a fleet file.
 *
 * @throws UserError naming everything that is wrong, with lines, and never a value that could be a password.
 */
export function parseFleet(text: string): readonly FleetServer[] {
  if (text.length > MAX_CHARACTERS) throw new UserError('the fleet file is larger than 8 MiB');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  // Messages of the parser quote the text, and what they quote may be a password: their codes do.
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    const what = broken.code.toLowerCase().replaceAll('_', ' ');
    throw refusal([`line ${line}, column ${col}: not valid YAML (${what})`]);
  }
  const parsed = fleetSchema.safeParse(plainData(document));
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue): readonly Problem[] =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is no known field' }))
        : [{ path: issue.path, message: inWords(issue) }],
    );
    throw refusal(inOrder(document, lines, problems));
  }
  const { servers } = parsed.data;
  const duplicates = duplicatesIn(servers);
  if (duplicates.length > 0) throw refusal(inOrder(document, lines, duplicates));
  return servers.map((server) => ({
    name: server.name,
    ...server.address,
    protocol: server.protocol,
    groupLabel: server.group,
    enabled: server.enabled,
    password: passwordSource(server),
  }));
}

function plainData(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw refusal(['not usable: too many aliases, or one that has no anchor']);
  }
}

function passwordSource(server: z.output<typeof serverSchema>): PasswordSource | null {
  if (server.password !== undefined) return { type: 'text', password: server.password };
  if (server.password_file !== undefined) return { type: 'file', path: server.password_file };
  return null;
}

function inWords(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.message.endsWith('received undefined')) return 'is missing';
  return TYPE_WORDS[issue.expected] ?? `must be of type ${issue.expected}`;
}

function duplicatesIn(servers: readonly z.output<typeof serverSchema>[]): readonly Problem[] {
  const seen = new Map<string, number>();
  return servers.flatMap(({ name, address, protocol }, at) =>
    [
      { key: `name ${name}`, field: 'name' },
      {
        key: `address ${protocol} ${address.host.toLowerCase()} ${address.port}`,
        field: 'address',
      },
    ].flatMap(({ key, field }) => {
      const first = seen.get(key);
      seen.set(key, first ?? at);
      return first === undefined
        ? []
        : [{ path: ['servers', at, field], message: `is that of servers[${first}] again` }];
    }),
  );
}

function inOrder(document: Document, lines: LineCounter, problems: readonly Problem[]): string[] {
  return problems
    .map((problem) => ({ ...problem, line: lineOf(document, lines, problem.path) }))
    .sort((a, b) => a.line - b.line)
    .map(({ line, path, message }) => `line ${line}: ${formatPath(path)} ${message}`);
}

function refusal(problems: readonly string[]): UserError {
  const shown = problems.slice(0, MAX_PROBLEMS_SHOWN);
  const more = problems.length - shown.length;
  const lines = more > 0 ? [...shown, `and ${more} more`] : shown;
  return new UserError(`the fleet file cannot be used:\n${lines.map((l) => `  ${l}`).join('\n')}`);
}
