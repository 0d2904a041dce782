import type { RegisteredServer } from '../store/registry.ts';

export interface RegistryChange {
  readonly added: readonly RegisteredServer[];
  readonly removed: readonly number[];
  /** Another address, password or protocol: what is known about reaching the server is void. */
  readonly moved: readonly RegisteredServer[];
  readonly renamed: readonly RegisteredServer[];
}

/** What is to be done so that the servers polled are those that the registry holds and that are enabled. */
export function registryChange(
  polled: ReadonlyMap<number, RegisteredServer>,
  registered: readonly RegisteredServer[],
): RegistryChange {
  const enabled = registered.filter((server) => server.enabled);
  const ids = new Set(enabled.map((server) => server.id));
  const known = enabled.flatMap((now) => {
    const before = polled.get(now.id);
    return before === undefined ? [] : [{ before, now }];
  });
  return {
    added: enabled.filter((server) => !polled.has(server.id)),
    removed: [...polled.keys()].filter((id) => !ids.has(id)),
    moved: known.filter(({ before, now }) => !sameWay(before, now)).map(({ now }) => now),
    renamed: known
      .filter(({ before, now }) => sameWay(before, now) && before.name !== now.name)
      .map(({ now }) => now),
  };
}

function sameWay(a: RegisteredServer, b: RegisteredServer): boolean {
  return (
    a === b ||
    (a.protocol === b.protocol &&
      a.host === b.host &&
      a.port === b.port &&
      a.password === b.password &&
      a.passwordProblem === b.passwordProblem)
  );
}
