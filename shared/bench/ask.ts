import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark's own, asked one thing at a time. */
export interface Helper<Command, Reply extends { readonly type: string }> extends AsyncDisposable {
  readonly pid: number;
  ask<Type extends Reply['type']>(
    command: Command,
    expected: Type,
  ): Promise<Extract<Reply, { readonly type: Type }>>;
}

/** Starts the module as a process that ends with this one. */
export function startHelper<Command extends object, Reply extends { readonly type: string }>(
  module: URL,
): Helper<Command, Reply> {
  const path = fileURLToPath(module);
  const child = fork(path, { serialization: 'advanced' });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${path} cannot be started`);
  return {
    pid,
    async ask(command, expected) {
      const reply = (await replyOf(child, command)) as Reply;
      if (!isOfType(reply, expected)) throw new Error(`${path} answered with ${reply.type}`);
      return reply;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function replyOf(child: ChildProcess, command: object): Promise<unknown> {
  const gone = new AbortController();
  const replied = once(child, 'message', { signal: gone.signal });
  const exited = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error('a process of the benchmark has ended');
  });
  child.send(command);
  try {
    const [reply] = (await Promise.race([replied, exited])) as [unknown];
    return reply;
  } finally {
    gone.abort();
    // What was raced against ends with the abort.
    await Promise.allSettled([replied, exited]);
  }
}

function isOfType<Reply extends { readonly type: string }, Type extends Reply['type']>(
  reply: Reply,
  type: Type,
): reply is Extract<Reply, { readonly type: Type }> {
  return reply.type === type;
}

/** In the process that was started: hands each command to `answer` and sends what it returns. */
export function answerParent(answer: (command: never) => Promise<object> | object): void {
  process.on('message', (command) => {
    void Promise.resolve(answer(command as never)).then((reply) => process.send?.(reply));
  });
  process.on('disconnect', () => {
    process.exit();
  });
}
