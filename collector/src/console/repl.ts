import { UserError } from '@rollcall/shared';
import type { Readable, Writable } from 'node:stream';
import type { Target } from '../target.ts';
import { formatAddress } from '../transport/tcp.ts';
import { assist, helpText } from './assist.ts';
import { parseBang } from './bang-commands.ts';
import type { Completion } from './complete.ts';
import { appendHistory, loadHistory } from './history-file.ts';
import type { ReplAnswer, ReplPorts } from './repl-ports.ts';
import { Seat, SHUTDOWN_COMMAND } from './seat.ts';
import { harmless, showBytes } from './terminal-text.ts';
import { Terminal } from './terminal.ts';

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
  readonly #seat: Seat<Server>;
  readonly #stop: AbortSignal;
  #end: () => void = () => undefined;
  #running: AbortController | null = null;
  /** One line after the other; the next may be typed while one runs. */
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
    this.#stop = stop;
    this.#seat = new Seat(ports, (text) => {
      this.#terminal.say(text);
    });
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
        this.#running?.abort(new DOMException('cancelled', 'AbortError'));
        return this.#running !== null;
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
    this.#work = this.#guarded((signal) => this.#open(signal)).then(() => {
      this.#prompt();
    });
    // Not handled here alone: `ended` rejects with it.
    this.#work.catch(() => {
      this.#leave();
    });
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { first } = this.#ports;
    if (first !== null) await this.#connect(first, signal);
    else this.#terminal.say('!connect NAME or !connect HOST:PORT; !servers lists them, !help more');
  }

  #leave(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.#terminal.close();
    this.#work = this.#work.finally(() => {
      this.#seat.disconnect();
    });
    this.#end();
  }

  #prompt(): void {
    if (this.#leaving) return;
    this.#terminal.prompt(this.#seat.isConnected ? `${this.#seat.name}> ` : 'rollcall> ');
  }

  #isSecret(line: string): boolean {
    return this.#ports.isSecret(line, this.#seat.server?.password ?? null);
  }

  async #onLine(line: string): Promise<void> {
    if (line.trim() !== '') {
      await this.#remember(line);
      await this.#guarded((signal) => this.#do(line, signal));
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

  async #do(line: string, signal: AbortSignal): Promise<void> {
    const { name, rest } = parseBang(line) ?? { name: undefined, rest: '' };
    switch (name) {
      case undefined:
        await this.#send(line.trim(), signal, ({ text }) => harmless(text));
        return;
      case null:
        this.#terminal.say('the console has no such command; !help lists them');
        return;
      case '!connect':
        await this.#connect(await this.#find(rest), signal);
        return;
      case '!disconnect':
        this.#terminal.say(this.#seat.isConnected ? 'disconnected' : 'not connected');
        this.#seat.disconnect();
        return;
      case '!exit':
        this.#leave();
        return;
      case '!help':
        this.#terminal.say(await helpText(this.#seat, rest, this.#terminal.columns, signal));
        return;
      case '!raw':
        if (rest === '') this.#terminal.say('!raw COMMAND');
        else await this.#send(rest, signal, ({ bytes }) => showBytes(bytes));
        return;
      case '!servers':
        this.#terminal.say((await this.#ports.servers()).table.trimEnd());
        return;
      case '!shutdown':
        await this.#shutdown(signal);
    }
  }

  async #send(
    command: string,
    signal: AbortSignal,
    show: (answer: ReplAnswer) => string,
  ): Promise<void> {
    const shown = show(await this.#seat.run(command, signal)).replace(/\n+$/, '');
    if (shown !== '') this.#terminal.say(shown);
  }

  async #find(nameOrAddress: string): Promise<Server> {
    if (nameOrAddress !== '') {
      return this.#ports.find(nameOrAddress, (text) => this.#terminal.ask(text, true));
    }
    if (this.#seat.server === null) throw new UserError('!connect NAME or !connect HOST:PORT');
    return this.#seat.server;
  }

  async #connect(server: Server, signal: AbortSignal): Promise<void> {
    await this.#seat.connect(server, signal);
    this.#terminal.say(
      `connected to ${this.#seat.name} (${formatAddress(server)}); Tab completes, !help explains, Ctrl-D leaves`,
    );
  }

  async #shutdown(signal: AbortSignal): Promise<void> {
    if (!this.#seat.isConnected) throw new UserError('not connected: nothing was sent');
    const answer = await this.#terminal.ask(
      `End the game server ${this.#seat.name} itself, with everybody on it? [y/N] `,
    );
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      this.#terminal.say('nothing was sent');
      return;
    }
    await this.#seat.shutDown(signal);
    this.#terminal.say(`sent "${SHUTDOWN_COMMAND}"; !connect connects again if it is started anew`);
  }

  async #complete(line: string): Promise<Completion> {
    const nothing = { word: line, candidates: [] };
    try {
      const found = await assist(this.#seat, this.#ports, line, this.#stop);
      if (found !== null) return found;
      this.#terminal.say('(the server has not sent its list of commands yet: Tab again)');
    } catch (error) {
      if (!this.#stop.aborted) this.#terminal.say(harmless(this.#ports.failure(error)));
    }
    return nothing;
  }
}
