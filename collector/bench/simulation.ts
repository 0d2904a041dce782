import type {
  Churn,
  FleetCommand,
  FleetPorts,
  FleetReply,
  Recorded,
  VisitLog,
} from './fleet/messages.ts';
import { startHelper, type Helper } from '../../shared/bench/ask.ts';

/** Each server takes four handles, and a process has 20,000 at best. */
const SERVERS_A_PROCESS = 1_250;

/** All simulated servers, in processes of their own. */
export class Simulation implements AsyncDisposable {
  readonly #processes: readonly Helper<FleetCommand, FleetReply>[];
  readonly servers: readonly FleetPorts[];

  private constructor(
    processes: readonly Helper<FleetCommand, FleetReply>[],
    servers: readonly FleetPorts[],
  ) {
    this.#processes = processes;
    this.servers = servers;
  }

  static async start(count: number, password: string, intervalMs: number): Promise<Simulation> {
    const processes: Helper<FleetCommand, FleetReply>[] = [];
    const servers: FleetPorts[] = [];
    for (let first = 0; first < count; first += SERVERS_A_PROCESS) {
      const fleet = startHelper<FleetCommand, FleetReply>(
        new URL('./fleet/main.js', import.meta.url),
      );
      processes.push(fleet);
      const size = Math.min(SERVERS_A_PROCESS, count - first);
      const command = { type: 'start', first, count: size, password, intervalMs } as const;
      servers.push(...(await fleet.ask(command, 'started')).servers);
    }
    return new Simulation(processes, servers);
  }

  async churn(churn: Churn, meanMs: number): Promise<void> {
    await this.#all({ type: 'churn', churn, meanMs }, 'done');
  }

  async silence(every: number | null): Promise<void> {
    await this.#all({ type: 'silence', every }, 'done');
  }

  async record(): Promise<void> {
    await this.#all({ type: 'record' }, 'done');
  }

  async recorded(): Promise<Recorded> {
    const all = await this.#all({ type: 'recorded' }, 'recorded');
    const sum = (of: (one: Recorded) => number) => all.reduce((total, one) => total + of(one), 0);
    const tenths = new Map<number, number>();
    for (const one of all) {
      for (const [tenth, polls] of one.tenths) {
        tenths.set(tenth, (tenths.get(tenth) ?? 0) + polls);
      }
    }
    return {
      polls: sum((one) => one.polls),
      floorPolls: sum((one) => one.floorPolls),
      answerBytes: sum((one) => one.answerBytes),
      deviationsMs: Float64Array.from(all.flatMap((one) => [...one.deviationsMs])).sort(),
      tenths,
      fewestPolls: Math.min(...all.map((one) => one.fewestPolls)),
      mostConnections: Math.max(...all.map((one) => one.mostConnections)),
      connections: sum((one) => one.connections),
      joins: sum((one) => one.joins),
      leaves: sum((one) => one.leaves),
    };
  }

  async visits(): Promise<readonly VisitLog[]> {
    return (await this.#all({ type: 'visits' }, 'visits')).flatMap((one) => one.visits);
  }

  #all<Type extends FleetReply['type']>(command: FleetCommand, type: Type) {
    return Promise.all(this.#processes.map((fleet) => fleet.ask(command, type)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((fleet) => fleet[Symbol.asyncDispose]()));
  }
}
