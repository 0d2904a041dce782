import { UserError } from '@rollcall/shared';
import { expect, it } from 'vitest';
import { checkCommand, commandName } from './command.ts';

it.each(['status', 'say "a; b"', `say ${'x'.repeat(506)}`, 'say сло́н'])(
  'lets %j through',
  (command) => {
    expect(() => {
      checkCommand(command);
    }).not.toThrow();
  },
);

it.each([
  ['', 'empty'],
  ['  ', 'empty'],
  ['status\nquit', 'line break'],
  ['status\rquit', 'line break'],
  ['status\0', 'NUL'],
  [`say ${'x'.repeat(507)}`, '511 bytes'],
  [`say ${'é'.repeat(254)}`, '512 bytes'],
])('refuses %j', (command, words) => {
  expect(() => {
    checkCommand(command);
  }).toThrow(UserError);
  expect(() => {
    checkCommand(command);
  }).toThrow(words);
});

it.each([
  ['status', 'status'],
  ['rcon_password hunter2', 'rcon_password'],
  ['  sv_password "hunter2"', 'sv_password'],
  ['status;sv_password hunter2', 'status'],
  ['x'.repeat(200), 'x'.repeat(32)],
])('names %j as %s, without its arguments', (command, name) => {
  expect(commandName(command)).toBe(name);
});
