import { UserError } from '@rollcall/shared';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FLEET_FIELDS, parseFleet } from './fleet-file.ts';

it('reads servers with what they tell and with defaults for the rest', () => {
  const fleet = parseFleet(`
servers:
  - name: Campaign 1
    address: 203.0.113.7:27015
  - { name: " Versus ", address: "[2001:db8::7]:27016", protocol: source, group: L4D2, enabled: false, password_file: versus.txt }
  - name: "9 lives"
    address: tf.example.com:27015
    group: null
    password: "hunter 2"
`);
  expect(fleet).toEqual([
    {
      name: 'Campaign 1',
      host: '203.0.113.7',
      port: 27015,
      protocol: 'source',
      groupLabel: null,
      enabled: true,
      password: null,
    },
    {
      name: 'Versus',
      host: '2001:db8::7',
      port: 27016,
      protocol: 'source',
      groupLabel: 'L4D2',
      enabled: false,
      password: { type: 'file', path: 'versus.txt' },
    },
    {
      name: '9 lives',
      host: 'tf.example.com',
      port: 27015,
      protocol: 'source',
      groupLabel: null,
      enabled: true,
      password: { type: 'text', password: 'hunter 2' },
    },
  ]);
});

it('names everything that is wrong at once, with lines', () => {
  const read = () =>
    parseFleet(`servers:
  - name: 12
    address: nowhere
  - address: a:1
    protocl: source
    enabled: yes
    group: ""
  - name: "123"
    address: a:2
    protocol: quake9
    password: "a\\"b"
    password_file: x
`);
  expect(read).toThrow(
    new UserError(`the fleet file cannot be used:
  line 2: servers[0].name must be text: put it in quotes
  line 3: servers[0].address is not HOST:PORT, for example 203.0.113.7:27015 or "[2001:db8::7]:27015"
  line 4: servers[1].name is missing
  line 5: servers[1].protocl is no known field
  line 6: servers[1].enabled must be true or false
  line 7: servers[1].group a group must not be empty
  line 8: servers[2].name a name must not be digits only: a number works wherever a name does
  line 8: servers[2] has password and password_file: keep one
  line 10: servers[2].protocol there is no protocol "quake9": there is source
  line 11: servers[2].password the password holds a double quote, which server.cfg cannot express: take another`),
  );
});

it('refuses two passwords for one server', () => {
  const text = 'servers: [{name: a, address: "a:1", password: p, password_file: f}]';
  expect(() => parseFleet(text)).toThrow(/servers\[0\] has password and password_file/);
});

it('refuses the same name and the same address twice', () => {
  const text = `servers:
  - {name: a, address: "host:1"}
  - {name: a, address: "host:2"}
  - {name: b, address: "HOST:1"}
`;
  expect(() => parseFleet(text)).toThrow(
    /line 3: servers\[1\]\.name is that of servers\[0\] again\n.*line 4: servers\[2\]\.address is that of servers\[0\] again/,
  );
});

it.each([
  ['nothing', ''],
  ['a list', '- a'],
  ['no list of servers', 'servers:'],
  ['a scalar', 'hello'],
  ['two documents', 'servers: []\n---\nservers: []'],
  ['a broken line', 'servers: [\n'],
  ['a duplicate key', 'servers: []\nservers: []'],
  ['an alias without an anchor', 'servers: *x'],
])('refuses a file with %s', (_what, text) => {
  expect(() => parseFleet(text)).toThrow(/^the fleet file cannot be used:\n {2}\S/);
});

it('quotes nothing that may be a password, even where the YAML is broken', () => {
  const broken = [
    'servers:\n  - password: "hunter2" hunter2\n',
    'servers:\n  - password: hunter2: hunter2\n',
    'servers:\n  - password: @hunter2\n',
    'servers:\n  - password: *hunter2\n',
    'servers: [{name: a, address: "a:1", password: "hunter2\\thunter2"}]',
    'servers: [{name: a, address: "a:1", password: [hunter2]}]',
    'servers: [{name: a, address: "hunter2@a:1"}]',
  ];
  for (const text of broken) {
    const read = () => parseFleet(text);
    expect(read).toThrow(/cannot be used/);
    expect(read).not.toThrow(/hunter2/);
  }
});

it('does not blow up a file of nested aliases', () => {
  const levels = Array.from({ length: 30 }, (_, n) =>
    n === 0 ? 'a0: &a0 [x, x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}]`,
  );
  expect(() => parseFleet(levels.join('\n'))).toThrow(/aliases/);
});

it('lets an anchor spare typing', () => {
  const fleet = parseFleet(`servers:
  - {name: a, address: "h:1", group: &group Left 4 Dead 2}
  - {name: b, address: "h:2", group: *group}
`);
  expect(fleet.map((server) => server.groupLabel)).toEqual(['Left 4 Dead 2', 'Left 4 Dead 2']);
});

it('refuses a file that is too large', () => {
  expect(() => parseFleet('#'.repeat(9 * 2 ** 20))).toThrow(/larger than 8 MiB/);
});

it('reads the example, which shows every field', () => {
  const text = readFileSync(new URL('../../../fleet.example.yaml', import.meta.url), 'utf8');
  expect(parseFleet(text).length).toBeGreaterThan(1);
  for (const field of FLEET_FIELDS) expect(text).toMatch(new RegExp(`^  [- ] ${field}: `, 'm'));
});
