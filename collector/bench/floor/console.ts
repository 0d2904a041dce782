import { connect, type Socket } from 'node:net';
import { Frames, HEAD, packet } from './packet.ts';
import { scanStatus, type ScannedRow } from './scan.ts';

const BUFFER = Buffer.allocUnsafeSlow(64 * 1_024);
const AUTH_RESPONSE = 2;

/**
 * The least a console can cost in Node: a raw socket, frames by length, players by a scan of the bytes. No end mark is asked for, nothing
 * is checked, and nothing is stored.
 */
export class FloorConsole {
  readonly #port: number;
  readonly #password: string;
  readonly #rows: ScannedRow[] = [];
  #socket: Socket | null = null;
  #last: Buffer = Buffer.alloc(0);
  #lastId = 1;
  #settle: ((players: number | null) => void) | null = null;
  readonly #frames = new Frames((bytes, at, end) => {
    this.#onPacket(bytes, at, end);
  });
  startedMs = 0;

  constructor(port: number, password: string) {
    this.#port = port;
    this.#password = password;
  }

  get isWaiting(): boolean {
    return this.#settle !== null;
  }

  /** Resolves with the number of players, null where there is no answer. */
  poll(nowMs: number): Promise<number | null> {
    this.startedMs = nowMs;
    return new Promise((resolve) => {
      this.#settle = resolve;
      if (this.#socket === null) this.#connect();
      else this.#ask();
    });
  }

  drop(): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#frames.reset();
    this.#done(null);
  }

  #connect(): void {
    const socket = connect({
      host: '127.0.0.1',
      port: this.#port,
      noDelay: true,
      onread: {
        buffer: BUFFER,
        callback: (length) => {
          this.#frames.push(BUFFER.subarray(0, length));
          return true;
        },
      },
    });
    this.#socket = socket;
    socket.on('connect', () => socket.write(packet(1, 3, this.#password)));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.drop();
    });
  }

  #ask(): void {
    this.#lastId += 1;
    this.#socket?.write(packet(this.#lastId, 2, 'status'));
  }

  #onPacket(bytes: Buffer, at: number, end: number): void {
    const id = bytes.readInt32LE(at + 4);
    if (bytes.readInt32LE(at + 8) === AUTH_RESPONSE) {
      if (id === 1) this.#ask();
      else this.drop();
    } else if (id === this.#lastId) {
      this.#done(this.#read(bytes.subarray(at + HEAD, end - 2)));
    }
  }

  #read(body: Buffer): number {
    if (this.#last.equals(body)) return this.#rows.length;
    this.#last = Buffer.from(body);
    return scanStatus(body, this.#rows);
  }

  #done(players: number | null): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(players);
  }
}
