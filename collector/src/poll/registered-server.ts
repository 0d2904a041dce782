import type { Target } from '../target.ts';

/** What the poll loop has to know about an enabled server of the registry. */
export interface RegisteredServer {
  readonly id: number;
  readonly protocol: string;
  readonly target: Target;
}

export interface RegistryChange {
  readonly added: readonly RegisteredServer[];
  readonly removed: readonly number[];
  /** Another address, password or protocol: what is known about reaching the server is void. */
  readonly moved: readonly RegisteredServer[];
  readonly renamed: readonly RegisteredServer[];
}

/** What is to be done so that the servers polled are those of the registry. */
export function registryChange(
  polled: ReadonlyMap<number, RegisteredServer>,
  registered: readonly RegisteredServer[],
): RegistryChange {
  const ids = new Set(registered.map((server) => server.id));
  const known = registered.flatMap((now) => {
    const before = polled.get(now.id);
    return before === undefined ? [] : [{ before, now }];
  });
  return {
    added: registered.filter((server) => !polled.has(server.id)),
    removed: [...polled.keys()].filter((id) => !ids.has(id)),
    moved: known.filter(({ before, now }) => !sameWay(before, now)).map(({ now }) => now),
    renamed: known
      .filter(({ before, now }) => sameWay(before, now) && before.target.name !== now.target.name)
      .map(({ now }) => now),
  };
}

function sameWay(a: RegisteredServer, b: RegisteredServer): boolean {
  return (
    a.protocol === b.protocol &&
    a.target.host === b.target.host &&
    a.target.port === b.target.port &&
    a.target.password === b.target.password
  );
}
