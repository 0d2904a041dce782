import { describe, expect, it } from 'vitest';
import { rollcall } from './testing/cli.ts';

const commands = [
  [],
  ['run'],
  ['migrate'],
  ['poll'],
  ['status'],
  ['kick'],
  ['ban'],
  ['unban'],
  ['say'],
  ['doctor'],
  ['completion'],
  ['secrets'],
  ['secrets', 'check'],
  ['secrets', 'rotate'],
  ['servers'],
  ...['add', 'list', 'show', 'set', 'enable', 'disable', 'remove', 'apply', 'cfg'].map((name) => [
    'servers',
    name,
  ]),
];

it.each(commands.map((command) => [['rollcall', ...command].join(' '), command] as const))(
  '%s --help explains itself on stdout, with an example',
  async (name, command) => {
    const { code, stdout, stderr } = await rollcall(null, [...command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: ${name} `));
    expect(stdout).toMatch(/\n[A-Z][^\n]*\.\n/);
    expect(stdout).toContain(`Example:\n  `);
    const example = stdout.slice(stdout.indexOf('Example:'));
    expect(example).toContain(name);
    // Every option says what it is for.
    expect(stdout).not.toMatch(/^ {2}-\S+( <\S+>)?\s*$/m);
  },
);

it('explains a command also by "help"', async () => {
  const { code, stdout } = await rollcall(null, ['help', 'poll']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Usage: rollcall poll /);
});

it('prints its version', async () => {
  const { code, stdout } = await rollcall(null, ['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('ends with 2 and one line of reason for wrong usage:', () => {
  it.each([
    ['an unknown command', ['pol'], /Did you mean poll/],
    ['an unknown option', ['status', '--jsn'], /Did you mean --json/],
    ['a missing argument', ['servers', 'add', 'x'], /missing required argument 'host:port'/],
    ['an argument too many', ['status', 'x'], /too many arguments/],
    ['an option without its value', ['poll', 'x', '--capture'], /argument missing/],
    ['an address that is none', ['servers', 'add', 'x', 'y'], /port is missing/],
    ['a name of digits', ['servers', 'add', '7', 'h:1'], /digits only/],
    ['a name like an address', ['servers', 'add', 'h:1', 'h:1'], /HOST:PORT/],
    ['an unknown protocol', ['servers', 'add', 'x', 'h:1', '--protocol', 'q9'], /there is source/],
    ['an empty group', ['servers', 'add', 'x', 'h:1', '--group', ' '], /group must not be empty/],
    ['a wait that is no number', ['migrate', '--wait', 'long'], /number of seconds/],
    ['nothing to change', ['servers', 'set', 'x'], /nothing to change/],
    ['a ban without an end', ['ban', 'x', 'y', '--reason', 'z'], /--for/],
    ['a ban of no length', ['ban', 'x', 'y', '--reason', 'z', '--for', '0m'], /--for takes/],
    ['a ban without a reason', ['ban', 'x', 'y', '--for', '1d'], /--reason/],
    ['nothing to say', ['say', 'x', ' '], /nothing to say/],
    ['an address without a password', ['poll', '127.0.0.1:1'], /needs a password/],
    ['a password for a stored server', ['poll', 'x', '--password-stdin'], /HOST:PORT/],
    [
      'two sources of a password',
      ['servers', 'add', 'x', 'h:1', '--password-stdin', '--password-file', 'f'],
      /cannot be used with/,
    ],
    [
      'two new passwords',
      ['servers', 'set', 'x', '--generate-password', '--password-stdin'],
      /cannot be used with/,
    ],
  ])('%s', async (_what, args, words) => {
    const { code, stdout, stderr } = await rollcall('postgres://nowhere.invalid/x', args);
    expect(stderr).toMatch(words);
    expect(stderr).toMatch(/^rollcall: /);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('no command at all shows the help on stderr', async () => {
    for (const args of [[], ['servers']]) {
      const { code, stdout, stderr } = await rollcall(null, args);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^Usage: rollcall/);
    }
  });
});

it.each([
  [['servers', 'add', 'x', 'h:1', '--password', 'hunter2']],
  [['servers', 'add', 'x', 'h:1', '--password=hunter2']],
  [['servers', 'set', 'x', '--rcon-password', 'hunter2']],
  [['poll', 'h:1', '--pass=hunter2']],
])('refuses a password as an argument, says why and does not repeat it: %j', async (args) => {
  const { code, stderr } = await rollcall(null, args);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--password-file FILE or --password-stdin/);
  expect(stderr).not.toContain('hunter2');
});

describe('ends with 78 for settings that cannot work, and never shows a value:', () => {
  it('names all of them at once', async () => {
    const { code, stderr } = await rollcall('mysql://root:hunter2@db', ['run'], {
      env: { LIVE_STATE_POLL_SECONDS: 'hunter3', LOG_LEVEL: 'loud', STEAM_WEB_API_URL: 'ftp://x' },
    });
    expect(code).toBe(78);
    for (const key of [
      'DATABASE_URL',
      'LIVE_STATE_POLL_SECONDS',
      'LOG_LEVEL',
      'STEAM_WEB_API_URL',
    ]) {
      expect(stderr).toContain(key);
    }
    expect(stderr).not.toMatch(/hunter|loud|ftp/);
  });

  it.each([[['migrate']], [['run']], [['status']], [['servers', 'list']], [['poll', 'x']]])(
    '%j without DATABASE_URL',
    async (args) => {
      const { code, stderr } = await rollcall(null, args);
      expect(code).toBe(78);
      expect(stderr).toMatch(/DATABASE_URL is not set/);
    },
  );
});

it.each([[['migrate']], [['status']], [['servers', 'list']]])(
  '%j says that Postgres is not there, where, and what to do',
  async (args) => {
    const { code, stdout, stderr } = await rollcall('postgres://u:hunter2@127.0.0.1:1/db', args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'rollcall: cannot reach Postgres at 127.0.0.1:1: the connection was refused. Is it running, and is DATABASE_URL right?\n',
    );
  },
);

it('waits for a Postgres that is still starting, but not for ever', async () => {
  const { code, stderr } = await rollcall('postgres://u:p@127.0.0.1:1/db', [
    'migrate',
    '--wait',
    '1',
  ]);
  expect(code).toBe(1);
  expect(stderr).toContain('cannot reach Postgres');
});
