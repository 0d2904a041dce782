import { expect, it } from 'vitest';
import { createDoorbell } from './follow-registry.ts';

const never = new AbortController().signal;

it('wakes who waits', async () => {
  const doorbell = createDoorbell(60_000);
  const waiting = doorbell.wait(never);
  doorbell.ring();
  await waiting;
});

it('does not forget a ring that came while nobody waited, and counts several as one', async () => {
  const doorbell = createDoorbell(60_000);
  doorbell.ring();
  doorbell.ring();
  await doorbell.wait(never);
  const stop = new AbortController();
  const again = doorbell.wait(stop.signal);
  stop.abort(new Error('still waiting'));
  await expect(again).rejects.toThrow('still waiting');
});

it('wakes by itself after a while', async () => {
  await createDoorbell(1).wait(never);
});
