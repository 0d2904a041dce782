import { once } from 'node:events';
import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { HOST } from './nginx.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface TlsClient {
  get(path: string, headers?: Readonly<Record<string, string>>, from?: string): Promise<Answer>;
  /** An answer whose body goes on: its text is what has come until now. */
  open(
    path: string,
  ): Promise<{ readonly message: IncomingMessage; text: () => string; close: () => void }>;
}

/** A visitor of the site behind nginx who trusts its certificate and reuses connections. */
export function tlsClient(port: number, certificate: string): TlsClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const ask = async (path: string, headers: Readonly<Record<string, string>>, from?: string) => {
    const sent = request({
      ...{ agent, host: '127.0.0.1', port, path, servername: HOST, ca: certificate },
      headers: { Host: `${HOST}:${port}`, ...headers },
      ...(from === undefined ? {} : { localAddress: from }),
    });
    sent.end();
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    return message;
  };
  return {
    async get(path, headers = {}, from) {
      const message = await ask(path, headers, from);
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const isPacked = message.headers['content-encoding'] === 'gzip';
      return {
        status: message.statusCode ?? 0,
        headers: message.headers,
        text: (isPacked ? gunzipSync(body) : body).toString(),
      };
    },
    async open(path) {
      const message = await ask(path, { 'Accept-Encoding': 'gzip' });
      let text = '';
      message.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      message.on('error', () => undefined);
      return { message, text: () => text, close: () => message.destroy() };
    },
  };
}
