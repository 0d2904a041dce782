import { openWriterDatabase } from '../../collector/src/store/writer-database.ts';
import { startTcpProxy, type TcpProxy } from '../../collector/src/store/testing/tcp-proxy.ts';

/** Stands in every request that writes a batch, and in no other. */
const OF_A_BATCH = '"notify"';

/** The database as a collector reaches it: through a proxy that breaks connections at will. */
export class FlakyDatabase implements AsyncDisposable {
  readonly #proxy: TcpProxy;
  #next: 'answer lost' | 'request lost' | null = null;
  #away = false;
  #answersLost = 0;

  private constructor(proxy: TcpProxy) {
    this.#proxy = proxy;
    let armed = false;
    proxy.onRequest = (data) => {
      const isBatch = data.includes(OF_A_BATCH);
      if (this.#away || (isBatch && this.#next === 'request lost')) {
        this.#next = null;
        proxy.cut();
      }
      armed = isBatch && this.#next === 'answer lost';
    };
    proxy.passAnswer = () => {
      if (!armed) return true;
      armed = false;
      this.#next = null;
      this.#answersLost += 1;
      proxy.cut();
      return false;
    };
  }

  static async before(databaseUrl: string): Promise<FlakyDatabase> {
    return new FlakyDatabase(await startTcpProxy(databaseUrl));
  }

  open() {
    return openWriterDatabase(this.#proxy.url);
  }

  get away(): boolean {
    return this.#away;
  }

  set away(away: boolean) {
    this.#away = away;
    this.#proxy.refusing = away;
  }

  /** What happens to the next batch. */
  breakNext(fault: 'answer lost' | 'request lost'): void {
    this.#next = fault;
  }

  /** How many batches were written without their writer being told. */
  get answersLost(): number {
    return this.#answersLost;
  }

  mend(): void {
    this.away = false;
    this.#next = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy[Symbol.asyncDispose]();
  }
}
