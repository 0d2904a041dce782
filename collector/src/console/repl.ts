import type { Readable, Writable } from 'node:stream';
import { DriverError } from '../errors.ts';
import { answerText } from '../protocols/source-rcon/answer.ts';
import { parseCvarList, type Cvar } from '../protocols/source-rcon/cvar-list.ts';
import type { Target } from '../target.ts';
import { formatAddress } from '../transport/tcp.ts';
import { parseBang, BANG_COMMANDS } from './bang-commands.ts';
import { candidateTable } from './candidate-table.ts';
import { complete, needsCvars, type Completion } from './complete.ts';
import { appendHistory, loadHistory } from './history-file.ts';
import { RconSession } from './rcon-session.ts';
import { harmless, showBytes } from './terminal-text.ts';
import { Terminal } from './terminal.ts';

type AskHidden = (question: string) => Promise<string | null>;

/** What the console needs from outside. */
export interface ReplPorts<Server extends Target> {
  readonly first: Server;
  readonly find: (nameOrAddress: string, askHidden: AskHidden) => Promise<Server>;
  readonly run: (
    session: RconSession,
    server: Server,
    command: string,
    signal: AbortSignal,
  ) => Promise<{ readonly bytes: Buffer; readonly text: string }>;
  readonly servers: () => Promise<{ readonly names: readonly string[]; readonly table: string }>;
  /** A failure in words; throws what is a bug. */
  readonly failure: (error: unknown) => string;
  readonly isSecret: (line: string, password: string) => boolean;
  readonly historyPath: string | null;
}

/** What ends a Source server. */
const SHUTDOWN_COMMAND = 'quit';

/** Runs the interactive console until the operator leaves it or `stop` aborts. */
export async function runRepl<Server extends Target>(
  ports: ReplPorts<Server>,
  input: Readable,
  output: Writable,
  stop: AbortSignal,
): Promise<void> {
  const history = ports.historyPath === null ? [] : await loadHistory(ports.historyPath);
  await new Repl(ports, input, output, history, stop).ended;
}

class Repl<Server extends Target> {
  readonly ended: Promise<void>;
  readonly #ports: ReplPorts<Server>;
  readonly #terminal: Terminal;
  readonly #stop: AbortSignal;
  #end: () => void = () => undefined;
  #server: Server;
  #session: RconSession | null = null;
  #cvars: readonly Cvar[] | null = null;
  #running: AbortController | null = null;
  #work: Promise<void>;
  #leaving = false;

  constructor(
    ports: ReplPorts<Server>,
    input: Readable,
    output: Writable,
    history: readonly string[],
    stop: AbortSignal,
  ) {
    this.#ports = ports;
    this.#server = ports.first;
    this.#stop = stop;
    this.#terminal = new Terminal({
      input,
      output,
      history,
      isSecret: (line) => this.#isSecret(line),
      complete: (line) => this.#complete(line),
      onLine: (line) => {
        this.#work = this.#work.then(() => this.#onLine(line));
      },
      onCancel: () => {
        this.#cancel();
      },
      onEnd: () => {
        this.#leave();
      },
    });
    this.ended = new Promise((resolve, reject) => {
      this.#end = () => {
        this.#work.then(resolve, reject);
      };
    });
    stop.addEventListener('abort', () => {
      this.#running?.abort(stop.reason);
      this.#terminal.close();
    });
    this.#work = this.#guarded(() => this.#connect(ports.first)).then(() => {
      this.#prompt();
    });
    // Not handled here alone: `ended` rejects with it.
    this.#work.catch(() => {
      this.#leave();
    });
  }

  #leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#terminal.close();
    this.#work = this.#work.finally(() => {
      this.#session?.close();
    });
    this.#end();
  }

  #prompt(): void {
    if (this.#leaving) return;
    this.#terminal.prompt(this.#session === null ? 'rollcall> ' : `${this.#name()}> `);
  }

  #name(): string {
    return harmless(this.#server.name);
  }

  #cancel(): void {
    if (this.#running === null) {
      this.#terminal.say('(nothing is running; !exit or Ctrl-D leaves)');
      return;
    }
    this.#running.abort(new DOMException('cancelled', 'AbortError'));
  }

  #isSecret(line: string): boolean {
    return this.#ports.isSecret(line, this.#server.password);
  }

  async #onLine(line: string): Promise<void> {
    if (line.trim() !== '') {
      await this.#remember(line);
      await this.#guarded(() => this.#do(line));
    }
    this.#prompt();
  }

  async #remember(line: string): Promise<void> {
    const { historyPath } = this.#ports;
    if (historyPath === null || line.startsWith(' ') || this.#isSecret(line)) return;
    // A full disk is no reason to lose the console.
    await appendHistory(historyPath, line.trim()).catch(() => undefined);
  }

  /** Runs something that Ctrl-C cancels, and tells what went wrong. */
  async #guarded(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const running = new AbortController();
    if (this.#stop.aborted) running.abort(this.#stop.reason);
    this.#running = running;
    try {
      await work(running.signal);
    } catch (error) {
      if (running.signal.aborted) {
        this.#terminal.say('cancelled; the server may carry it out all the same');
      } else this.#terminal.say(harmless(this.#ports.failure(error)));
    } finally {
      this.#running = null;
    }
  }

  async #do(line: string): Promise<void> {
    const bang = parseBang(line);
    if (bang === null) {
      await this.#send(line.trim(), ({ text }) => harmless(text));
      return;
    }
    const { name, rest } = bang;
    switch (name) {
      case null:
        this.#terminal.say('the console has no such command; !help lists them');
        return;
      case '!connect':
        await this.#connect(
          rest === ''
            ? this.#server
            : await this.#ports.find(rest, (text) => this.#terminal.ask(text, true)),
        );
        return;
      case '!disconnect':
        this.#disconnect();
        return;
      case '!exit':
        this.#leave();
        return;
      case '!help':
        await this.#help(rest);
        return;
      case '!raw':
        if (rest === '') this.#terminal.say('!raw COMMAND');
        else await this.#send(rest, ({ bytes }) => showBytes(bytes));
        return;
      case '!servers':
        this.#terminal.say((await this.#ports.servers()).table.trimEnd());
        return;
      case '!shutdown':
        await this.#shutdown();
    }
  }

  async #send(
    command: string,
    show: (answer: { readonly bytes: Buffer; readonly text: string }) => string,
  ): Promise<void> {
    const session = this.#session;
    const running = this.#running;
    if (session === null || running === null) {
      this.#terminal.say('not connected: !connect connects again');
      return;
    }
    const answer = await this.#ports.run(session, this.#server, command, running.signal);
    const shown = show(answer).replace(/\n+$/, '');
    if (shown !== '') this.#terminal.say(shown);
  }

  async #connect(server: Server): Promise<void> {
    this.#disconnect(false);
    const session = new RconSession(server, (news) => {
      this.#terminal.say(`-- ${harmless(news)}`);
    });
    this.#server = server;
    try {
      await session.connect(this.#running?.signal ?? this.#stop);
    } catch (error) {
      session.close();
      throw error;
    }
    this.#session = session;
    this.#terminal.say(
      `connected to ${this.#name()} (${formatAddress(server)}); Tab completes, !help explains, Ctrl-D leaves`,
    );
  }

  #disconnect(tell = true): void {
    if (tell) this.#terminal.say(this.#session === null ? 'not connected' : 'disconnected');
    this.#session?.close();
    this.#session = null;
    this.#cvars = null;
  }

  async #shutdown(): Promise<void> {
    if (this.#session === null) {
      this.#terminal.say('not connected: !connect connects again');
      return;
    }
    const answer = await this.#terminal.ask(
      `End the game server ${this.#name()} itself, with everybody on it? [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      this.#terminal.say('nothing was sent');
      return;
    }
    try {
      await this.#send(SHUTDOWN_COMMAND, ({ text }) => harmless(text));
    } catch (error) {
      // It ends before it answers.
      if (!(error instanceof DriverError)) throw error;
    }
    this.#disconnect(false);
    this.#terminal.say(`sent "${SHUTDOWN_COMMAND}"; !connect connects again if it is started anew`);
  }

  async #help(about: string): Promise<void> {
    const columns = this.#terminal.columns;
    if (about === '') {
      this.#terminal.say(candidateTable(BANG_COMMANDS, columns));
      this.#terminal.say('Everything else is sent to the server.');
      return;
    }
    const word = about.toLowerCase();
    const found = (await this.#list()).filter((cvar) =>
      `${cvar.name}\n${cvar.description}`.toLowerCase().includes(word),
    );
    const rows = found.map((cvar) => ({
      name: cvar.name,
      value: cvar.type === 'variable' ? cvar.value : '',
      help: cvar.description,
    }));
    this.#terminal.say(
      rows.length === 0 ? 'the server knows nothing of it' : candidateTable(rows, columns),
    );
  }

  async #complete(line: string): Promise<Completion> {
    try {
      const cvars = needsCvars(line) ? await this.#list() : [];
      const names = line.startsWith('!connect') ? (await this.#ports.servers()).names : [];
      return complete(line, cvars, names);
    } catch (error) {
      this.#terminal.say(harmless(this.#ports.failure(error)));
      return { word: line, candidates: [] };
    }
  }

  /** The server's own list, read once a connection. */
  async #list(): Promise<readonly Cvar[]> {
    if (this.#cvars !== null || this.#session === null) return this.#cvars ?? [];
    const bytes = await this.#session.ask('cvarlist', this.#running?.signal ?? this.#stop);
    this.#cvars = [...parseCvarList(answerText(bytes))];
    return this.#cvars;
  }
}
