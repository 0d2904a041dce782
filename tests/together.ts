/** Holds what a test opened and disposes of it in reverse order; Node 20 has no `AsyncDisposableStack` yet. */
export function together(): AsyncDisposable & { use<T extends AsyncDisposable>(resource: T): T } {
  const open: AsyncDisposable[] = [];
  return {
    use(resource) {
      open.push(resource);
      return resource;
    },
    async [Symbol.asyncDispose]() {
      for (const resource of open.reverse()) await resource[Symbol.asyncDispose]();
    },
  };
}
