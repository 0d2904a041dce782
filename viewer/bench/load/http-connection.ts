import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  /** Empty unless it was asked for. */
  readonly body: Buffer;
  readonly bodyBytes: number;
}

interface Waiting {
  readonly keepsBody: boolean;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const END_OF_HEAD = '\r\n\r\n';
const EMPTY: Buffer = Buffer.alloc(0);

/** The value of a header; null where there is none. `name` is in lower case. */
export function headerOf(head: string, name: string): string | null {
  const line = head.split('\r\n').find((text) => text.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}

/** The bytes of a GET. */
export function getRequest(path: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n`;
}

/**
 * One kept connection that asks one thing at a time, as cheap as that can be: most of the machine shall be left to the server. It
 * knows answers of a known length only.
 */
export class HttpConnection implements Disposable {
  readonly #socket: Socket;
  #waiting: Waiting | null = null;
  #head = EMPTY;
  #answer: { readonly status: number; readonly head: string; readonly length: number } | null =
    null;
  #received = 0;
  #body: Buffer[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#read(chunk);
    });
    socket.on('error', (error) => {
      this.#fail(error);
    });
    socket.on('close', () => {
      this.#fail(new Error('the connection was closed'));
    });
  }

  static async open(port: number): Promise<HttpConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  ask(request: string, keepsBody = false): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { keepsBody, resolve, reject };
      this.#socket.write(request, 'latin1');
    });
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    let rest = chunk;
    if (this.#answer === null) {
      const seen = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = seen.indexOf(END_OF_HEAD);
      if (end === -1) {
        this.#head = seen;
        return;
      }
      const head = seen.toString('latin1', 0, end);
      const status = Number(head.slice(9, 12));
      const length = status === 304 || status === 204 ? 0 : lengthOf(head);
      this.#answer = { status, head, length };
      this.#head = EMPTY;
      rest = seen.subarray(end + END_OF_HEAD.length);
    }
    this.#received += rest.length;
    if (this.#waiting?.keepsBody === true) this.#body.push(rest);
    const { status, head, length } = this.#answer;
    if (Number.isNaN(length)) this.#fail(new Error(`an answer of unknown length: ${head}`));
    if (this.#received < length) return;
    const waiting = this.#waiting;
    const body = this.#body.length === 0 ? EMPTY : Buffer.concat(this.#body);
    this.#answer = null;
    this.#received = 0;
    this.#body = [];
    this.#waiting = null;
    waiting?.resolve({ status, head, body, bodyBytes: length });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}

function lengthOf(head: string): number {
  return Number(headerOf(head, 'content-length') ?? NaN);
}
