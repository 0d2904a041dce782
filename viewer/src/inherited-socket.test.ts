import { describe, expect, it } from 'vitest';
import { inheritedSocket } from './inherited-socket.ts';

describe('the socket that systemd hands on', () => {
  it('is the first descriptor after stderr, if it is meant for this process', () => {
    expect(inheritedSocket({ LISTEN_PID: '7', LISTEN_FDS: '1' }, 7)).toBe(3);
  });

  it.each([
    ['nothing is said', {}],
    ['it is meant for another process', { LISTEN_PID: '8', LISTEN_FDS: '1' }],
    ['there is none', { LISTEN_PID: '7', LISTEN_FDS: '0' }],
    ['nobody says how many there are', { LISTEN_PID: '7' }],
    ['their number is none', { LISTEN_PID: '7', LISTEN_FDS: 'x' }],
  ])('is none where %s', (_, env) => {
    expect(inheritedSocket(env, 7)).toBeNull();
  });

  it('is refused when it is not alone', () => {
    expect(() => inheritedSocket({ LISTEN_PID: '7', LISTEN_FDS: '2' }, 7)).toThrow(
      /hands on 2 sockets.*one ListenStream/,
    );
  });
});
