import {
  createInterface,
  cursorTo,
  moveCursor,
  clearScreenDown,
  type Interface,
} from 'node:readline';
import { Writable, type Readable } from 'node:stream';
import type { Completion } from './complete.ts';
import { commonPrefix } from './complete.ts';
import { candidateTable } from './candidate-table.ts';

export interface TerminalOptions {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
  /** Newest first. */
  readonly history: readonly string[];
  /** Lines that stay out of the history. */
  readonly isSecret: (line: string) => boolean;
  readonly complete: (line: string) => Promise<Completion>;
  readonly onLine: (line: string) => void;
  /** Ctrl-C. False if there was nothing to cancel: then it drops what is typed. */
  readonly onCancel: () => boolean;
  readonly onEnd: () => void;
}

/** A line at the bottom of the terminal that is edited while text comes in above it. */
export class Terminal {
  readonly #output: TerminalOptions['output'];
  readonly #lines: Interface;
  #hidden = false;
  #prompting = false;
  #question: ((line: string | null) => void) | null = null;

  constructor(options: TerminalOptions) {
    this.#output = options.output;
    this.#lines = createInterface({
      input: options.input,
      output: this.#gate(),
      terminal: true,
      history: [...options.history],
      historySize: 1_000,
      removeHistoryDuplicates: true,
      escapeCodeTimeout: 100,
      completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
        void this.#complete(options, line).then((found) => {
          done(null, found);
        });
      },
    });
    this.#lines.on('history', (history: string[]) => {
      const [newest = ''] = history;
      if (this.#question !== null || newest.startsWith(' ') || options.isSecret(newest)) {
        history.shift();
      }
    });
    this.#lines.on('line', (line) => {
      this.#prompting = false;
      if (this.#question === null) options.onLine(line);
      else this.#question(line);
    });
    this.#lines.on('SIGINT', () => {
      if (this.#question !== null) this.#question(null);
      else if (!options.onCancel()) this.#dropLine();
    });
    this.#lines.on('close', () => {
      this.#question?.(null);
      options.onEnd();
    });
  }

  get columns(): number {
    return this.#output.columns ?? 80;
  }

  prompt(text: string): void {
    this.#prompting = true;
    this.#lines.setPrompt(text);
    this.#lines.prompt();
  }

  /** Writes lines above what is being typed. */
  say(text: string): void {
    if (!this.#prompting) {
      // What is typed ahead comes again with the next prompt.
      if (this.#lines.line !== '') {
        cursorTo(this.#output, 0);
        clearScreenDown(this.#output);
      }
      this.#output.write(`${text}\n`);
      return;
    }
    moveCursor(this.#output, 0, -this.#lines.getCursorPos().rows);
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    this.#output.write(`${text}\n`);
    this.#lines.prompt(true);
  }

  /** Asks something; null if it was left with Ctrl-C or Ctrl-D. What is typed is not shown where it is `hidden`. */
  async ask(question: string, hidden = false): Promise<string | null> {
    const answer = new Promise<string | null>((resolve) => {
      this.#question = resolve;
    });
    this.#lines.setPrompt(question);
    this.#lines.prompt();
    this.#hidden = hidden;
    try {
      return await answer;
    } finally {
      this.#hidden = false;
      this.#question = null;
      if (hidden) this.#output.write('\n');
    }
  }

  close(): void {
    this.#lines.close();
  }

  /** As a shell does: the line stays visible, and a new one begins. */
  #dropLine(): void {
    if (this.#lines.line === '') {
      this.say('(nothing is running; !exit or Ctrl-D leaves)');
      return;
    }
    this.#output.write('^C\n');
    this.#lines.write(null, { ctrl: true, name: 'e' });
    this.#lines.write(null, { ctrl: true, name: 'u' });
    this.#lines.prompt();
  }

  async #complete(options: TerminalOptions, line: string): Promise<[string[], string]> {
    if (this.#question !== null) return [[], line];
    const { word, candidates } = await options.complete(line);
    const [only] = candidates;
    const prefix = commonPrefix(candidates);
    if (only !== undefined && candidates.length === 1 && word !== only.name) {
      return [[`${only.name} `], word];
    }
    if (prefix.length > word.length) return [[prefix], word];
    if (candidates.length > 0) this.say(candidateTable(candidates, this.columns));
    return [[], word];
  }

  /** What readline draws passes here, so that a password is not drawn. */
  #gate(): Writable {
    const output = this.#output;
    const isHidden = () => this.#hidden;
    const gate = new Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        if (!isHidden()) output.write(chunk);
        done();
      },
    });
    Object.defineProperty(gate, 'columns', { get: () => output.columns });
    output.on('resize', () => gate.emit('resize'));
    return gate;
  }
}
