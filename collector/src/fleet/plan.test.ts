import { expect, it } from 'vitest';
import { planFleet, type CurrentServer, type PlannedServer } from './plan.ts';

const wanted = (name: string, changes: Partial<PlannedServer> = {}): PlannedServer => ({
  name,
  host: `${name.toLowerCase()}.example`,
  port: 27015,
  protocol: 'source',
  groupLabel: null,
  enabled: true,
  password: null,
  ...changes,
});

const current = (
  id: number,
  name: string,
  changes: Partial<CurrentServer> = {},
): CurrentServer => ({ ...wanted(name), id, password: 'kept', ...changes });

it('does nothing where the registry already equals the file', () => {
  expect(planFleet([current(1, 'A'), current(2, 'B')], [wanted('B'), wanted('A')])).toEqual([]);
  expect(planFleet([current(1, 'A')], [wanted('A', { password: 'kept' })])).toEqual([]);
});

it('removes, changes and adds, in this order', () => {
  const plan = planFleet(
    [current(1, 'A'), current(2, 'B')],
    [wanted('C'), wanted('B', { port: 1 })],
  );
  expect(plan.map((change) => change.type)).toEqual(['remove', 'change', 'add']);
});

it('tells each field that changes', () => {
  const [change] = planFleet(
    [current(1, 'A')],
    [wanted('A', { host: '::1', port: 2, groupLabel: 'none', enabled: false })],
  );
  expect(change).toMatchObject({
    type: 'change',
    fields: [
      { field: 'address', from: 'a.example:27015', to: '[::1]:2' },
      { field: 'group', from: 'none', to: '"none"' },
      { field: 'enabled', from: 'true', to: 'false' },
    ],
  });
});

it('tells that a password changes, but neither the old nor the new one', () => {
  const plan = planFleet([current(1, 'A')], [wanted('A', { password: 'secret-new' })]);
  expect(plan).toMatchObject([{ type: 'change', fields: [{ field: 'password' }] }]);
  const shown = JSON.stringify(
    plan.map((change) => (change.type === 'change' ? change.fields : [])),
  );
  expect(shown).not.toMatch(/secret-new|kept/);
});

it('sets a password that cannot be opened again', () => {
  const plan = planFleet([current(1, 'A', { password: null })], [wanted('A', { password: 'p' })]);
  expect(plan).toMatchObject([{ type: 'change', fields: [{ field: 'password', from: 'none' }] }]);
});

it('renames a server that only has another name, so that its history goes on', () => {
  const host = 'same.example';
  const plan = planFleet([current(7, 'Old', { host })], [wanted('New', { host: 'SAME.example' })]);
  expect(plan).toMatchObject([
    { type: 'change', current: { id: 7 }, fields: [{ field: 'name' }, { field: 'address' }] },
  ]);
});

it('goes by names where two servers swap their addresses', () => {
  const plan = planFleet(
    [current(1, 'A', { host: 'x' }), current(2, 'B', { host: 'y' })],
    [wanted('A', { host: 'y' }), wanted('B', { host: 'x' })],
  );
  expect(plan).toMatchObject([
    { type: 'change', current: { id: 1 }, fields: [{ field: 'address' }] },
    { type: 'change', current: { id: 2 }, fields: [{ field: 'address' }] },
  ]);
});

it('does not rename a server that the file keeps under its name', () => {
  const plan = planFleet(
    [current(1, 'A', { host: 'x' })],
    [wanted('A', { host: 'y' }), wanted('B', { host: 'x' })],
  );
  expect(plan.map((change) => change.type)).toEqual(['change', 'add']);
});

it('removes every server where the file has none', () => {
  expect(planFleet([current(1, 'A'), current(2, 'B')], []).map((c) => c.type)).toEqual([
    'remove',
    'remove',
  ]);
});
