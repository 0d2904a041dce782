import { connect, type Socket } from 'node:net';
import { Frames, HEAD, packet } from '../floor/packet.ts';

const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1_024);
const DEADLINE_MS = 5_000;

/** The least a console can cost in Node: one socket, frames by length, a promise and a deadline. No end mark, no checks. */
export class RawConsole {
  readonly #socket: Socket;
  readonly #password: string;
  #lastId = 1;
  readonly #frames = new Frames((bytes, at, end) => {
    this.#onPacket(bytes, at, end);
  });
  #settle: ((text: string) => void) | null = null;
  #fail: ((error: Error) => void) | null = null;

  constructor(port: number, password: string) {
    this.#password = password;
    this.#socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: READ_BUFFER,
        callback: (length) => {
          this.#frames.push(READ_BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket.on('error', (error) => this.#fail?.(error));
    this.#socket.on('close', () => this.#fail?.(new Error('closed')));
  }

  open(): Promise<string> {
    return this.#wait(() => {
      this.#socket.on('connect', () => this.#socket.write(packet(1, 3, this.#password)));
    });
  }

  ask(command: string): Promise<string> {
    return this.#wait(() => {
      this.#lastId += 1;
      this.#socket.write(packet(this.#lastId, 2, command));
    });
  }

  close(): void {
    this.#fail = null;
    this.#socket.destroy();
  }

  #wait(begin: () => void): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(reject, DEADLINE_MS, new Error('no answer'));
      this.#settle = (text) => {
        clearTimeout(timer);
        resolve(text);
      };
      this.#fail = reject;
      begin();
    });
  }

  #onPacket(bytes: Buffer, at: number, end: number): void {
    const isLogin = bytes.readInt32LE(at + 8) === 2;
    if (isLogin || (this.#lastId > 1 && bytes.readInt32LE(at + 4) === this.#lastId)) {
      this.#settle?.(bytes.toString('utf8', at + HEAD, end - 2));
    }
  }
}
