import { SourceRcon } from '../../src/source-rcon.ts';
import { Rcon } from 'rcon-client';
import RconSrcds from 'rcon-srcds';
import { RawConsole } from './raw-console.ts';

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** A connection that is logged in. */
interface Session {
  ask(): Promise<string>;
  close(): Promise<void>;
}

export interface Contender {
  readonly name: string;
  open(server: Server): Promise<Session>;
}

const COMMAND = 'status';

/** The least that Node can do comes first: everything else is compared with it. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: 'raw socket (floor)',
    async open({ port, password }) {
      const raw = new RawConsole(port, password);
      await raw.open();
      return {
        ask: () => raw.ask(COMMAND),
        close: () => {
          raw.close();
          return Promise.resolve();
        },
      };
    },
  },
  {
    name: 'rollcall',
    async open({ host, port, password }) {
      const rcon = new SourceRcon({ host, port });
      await rcon.connect();
      await rcon.authenticate(password);
      return {
        ask: async () => (await rcon.execute(COMMAND)).text,
        close: () => {
          rcon.close();
          return Promise.resolve();
        },
      };
    },
  },
  {
    name: 'rcon-client 4.2',
    async open(server) {
      const rcon = await Rcon.connect(server);
      return { ask: () => rcon.send(COMMAND), close: () => rcon.end() };
    },
  },
  {
    name: 'rcon-srcds 2.1',
    async open({ host, port, password }) {
      // CommonJS with a default export: the class is one step further down.
      const rcon = new RconSrcds.default({ host, port });
      await rcon.authenticate(password);
      return {
        ask: async () => String(await rcon.execute(COMMAND)),
        close: () => rcon.disconnect(),
      };
    },
  },
];
