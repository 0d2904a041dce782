import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { fakeRconServer } from './fake-rcon-server.ts';
import { rconPacket } from './rcon-wire.ts';

it('re-raises what its handler threw when it is disposed', async () => {
  const failure = new Error('the handler expected something else');
  const server = await fakeRconServer(() => Promise.reject(failure));
  const client = connect(server.port, server.host);
  await once(client, 'connect');
  await expect(server[Symbol.asyncDispose]()).rejects.toMatchObject({ errors: [failure] });
  client.destroy();
});

it('ends the requests of a handler that still waits for one', async () => {
  const bodies: string[] = [];
  const server = await fakeRconServer(async (rcon) => {
    for await (const { body } of rcon.requests()) {
      bodies.push(body);
      rcon.send(rconPacket(1, 0));
    }
    bodies.push('gone');
  });
  const client = connect(server.port, server.host);
  client.write(rconPacket(1, 2, 'status'));
  await once(client, 'data');
  await server[Symbol.asyncDispose]();
  expect(bodies).toEqual(['status', 'gone']);
});
