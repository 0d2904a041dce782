import { formatAddress } from '../transport/tcp.ts';
import type { FleetServer } from './fleet-file.ts';

/** A server of the file with its password read; null where the file tells none. */
export interface PlannedServer extends Omit<FleetServer, 'password'> {
  readonly password: string | null;
}

/** A server of the registry, with its password opened. */
export interface CurrentServer extends Omit<FleetServer, 'password'> {
  readonly id: number;
  /** Null where it has none or it cannot be opened. */
  readonly password: string | null;
}

type Field = 'name' | 'address' | 'protocol' | 'group' | 'enabled' | 'password';

interface FieldChange {
  readonly field: Field;
  /** As it may be shown: of a password neither is told. */
  readonly from: string;
  readonly to: string;
}

export type FleetChange =
  | { readonly type: 'add'; readonly server: PlannedServer }
  | {
      readonly type: 'change';
      readonly current: CurrentServer;
      readonly server: PlannedServer;
      readonly fields: readonly FieldChange[];
    }
  | { readonly type: 'remove'; readonly current: CurrentServer };

/**
 * What must be done so that the registry equals the file: removals first, then changes, then additions. A server is known by its
 * name; one that only the name has changed of is known by its address, so that it keeps its history.
 */
export function planFleet(
  current: readonly CurrentServer[],
  wanted: readonly PlannedServer[],
): readonly FleetChange[] {
  const byName = new Map(current.map((server) => [server.name, server]));
  const wantedNames = new Set(wanted.map((server) => server.name));
  const left = new Map<string, CurrentServer>();
  for (const server of current) {
    if (!wantedNames.has(server.name)) left.set(addressKey(server), server);
  }
  const kept = new Set<number>();
  const changes: FleetChange[] = [];
  const additions: FleetChange[] = [];
  for (const server of wanted) {
    const known = byName.get(server.name) ?? left.get(addressKey(server));
    if (known === undefined) {
      additions.push({ type: 'add', server });
      continue;
    }
    kept.add(known.id);
    const fields = fieldChanges(known, server);
    if (fields.length > 0) changes.push({ type: 'change', current: known, server, fields });
  }
  const removals = current
    .filter((server) => !kept.has(server.id))
    .map((server): FleetChange => ({ type: 'remove', current: server }));
  return [...removals, ...changes, ...additions];
}

function fieldChanges(current: CurrentServer, wanted: PlannedServer): readonly FieldChange[] {
  const fields: readonly FieldChange[] = [
    { field: 'name', from: quoted(current.name), to: quoted(wanted.name) },
    { field: 'address', from: formatAddress(current), to: formatAddress(wanted) },
    { field: 'protocol', from: current.protocol, to: wanted.protocol },
    { field: 'group', from: quoted(current.groupLabel), to: quoted(wanted.groupLabel) },
    { field: 'enabled', from: String(current.enabled), to: String(wanted.enabled) },
  ];
  const password: FieldChange = {
    field: 'password',
    from: current.password === null ? 'none' : 'another',
    to: 'that of the file',
  };
  const isOther = wanted.password !== null && wanted.password !== current.password;
  return [...fields.filter(({ from, to }) => from !== to), ...(isOther ? [password] : [])];
}

function quoted(label: string | null): string {
  return label === null ? 'none' : `"${label}"`;
}

function addressKey(server: Omit<FleetServer, 'password'>): string {
  return `${server.protocol} ${server.host.toLowerCase()} ${server.port}`;
}
