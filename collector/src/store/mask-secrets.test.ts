import { expect, it } from 'vitest';
import { maskKnown, maskSecrets } from './mask-secrets.ts';

it.each([
  ['status', 'status'],
  ['rcon_password hunter2', 'rcon_password ***'],
  ['RCON_PASSWORD "hunter2"', 'RCON_PASSWORD ***'],
  ['"rcon_password" "hunter 2"', '"rcon_password ***'],
  ['rcon_password"hunter2"', 'rcon_password ***'],
  ['rcon_password', 'rcon_password'],
  ['sv_password ""', 'sv_password ""'],
  ['sv_password hunter2; status', 'sv_password ***; status'],
  ['sv_password "hunter;2"; status', 'sv_password ***; status'],
  ['sv_password "hunter;2', 'sv_password ***'],
  ['say a; sv_password hunter2', 'say a; sv_password ***'],
  ['alias x "sv_password hunter2"', 'alias x "sv_password ***'],
  ['sv_setsteamaccount 0123ABC', 'sv_setsteamaccount ***'],
  ['tv_relaypassword\thunter2', 'tv_relaypassword ***'],
  ['sm_api_key hunter2', 'sm_api_key ***'],
  ['rcon_password hunter2 // rcon_password hunter2', 'rcon_password ***'],
])('writes %j as %j', (line, masked) => {
  expect(maskSecrets(line)).toBe(masked);
});

it('masks known secrets wherever they stand, the longer one first', () => {
  expect(maskSecrets('echo hunter hunter2', ['hunter', 'hunter2', ''])).toBe('echo *** ***');
});

it.each([
  ['sv_password hunter2', 'p', '***_secret ***'],
  ['sv_password hunter2', 'password', '***_secret ***'],
  ['echo amytoken1b', 'mytoken1', 'echo ***_secret'],
  ['echo mytoken1 x', 'mytoken1', 'echo *** x'],
  ['rcon_password a;b', 'a;b', 'rcon_password ***'],
  ['echo a.c abc', 'a.c', 'echo *** abc'],
])('lets the known secret in %j, %j, give no other one away', (line, secret, masked) => {
  expect(maskSecrets(line, [secret])).toBe(masked);
});

it('masks known secrets in what is no console line, and nothing else', () => {
  const text = 'compare hunter2 with the last rcon_password in server.cfg, not hunter';
  expect(maskKnown(text, ['hunter', 'hunter2', ''])).toBe(
    'compare *** with the last rcon_password in server.cfg, not ***',
  );
});
