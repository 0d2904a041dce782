import { expect, it } from 'vitest';
import { joinLink } from './join-link.ts';

const server = { protocol: 'source', host: '192.0.2.7', port: 27_015 };

it.each(['192.0.2.7', 'versus.example.org', '172.32.0.1', '100.128.0.1', '11.0.0.1'])(
  'leads into a game at %s',
  (host) => {
    expect(joinLink({ ...server, host })).toBe(`steam://connect/${host}:27015`);
  },
);

it.each([
  ...['127.0.0.1', '127.9.9.9', 'localhost', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.1'],
  ...['192.168.1.5', '169.254.3.4', '100.64.0.1', '100.127.0.1', 'game-1', 'game.local', 'a.lan'],
  ...['tf2.internal', 'tf2.home.arpa', '::1', '2001:db8::1', 'a.example/../x', 'a b.example'],
  ...['a.example?x', '"><script>.example', ''],
])('leads nowhere at %j, where nobody else can go', (host) => {
  expect(joinLink({ ...server, host })).toBeNull();
});

it('leads nowhere where Steam does not know the game', () => {
  expect(joinLink({ ...server, protocol: 'quake3' })).toBeNull();
});
