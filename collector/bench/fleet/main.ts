import { answerParent } from '../../../shared/bench/ask.ts';
import { startChurn } from './churn.ts';
import { listen } from './listen.ts';
import type { FleetCommand, FleetPorts, FleetReply } from './messages.ts';
import { Recorder } from './recorder.ts';
import { SimulatedServer } from './simulated-server.ts';

/** Some hundred or thousand simulated servers in one process. */
class Fleet {
  readonly #servers: SimulatedServer[] = [];
  #first = 0;
  #recorder = new Recorder(0, 0);
  #silentEvery: number | null = null;
  #endChurn: () => void = () => undefined;

  async answer(command: FleetCommand): Promise<FleetReply> {
    switch (command.type) {
      case 'start':
        return { type: 'started', servers: await this.#start(command) };
      case 'churn':
        this.#endChurn();
        if (command.churn !== 'none') {
          // Not where it is silent: nobody could say when somebody left there.
          const lively = this.#servers.filter(
            (server, at) => server.population > 0 && !this.#isSilent(at),
          );
          this.#endChurn = startChurn(lively, command.churn, command.meanMs, this.#recorder);
        }
        return { type: 'done' };
      case 'silence':
        this.#silentEvery = command.every;
        for (const at of this.#servers.keys()) {
          if (this.#isSilent(at)) this.#recorder.forgetTime(at);
        }
        return { type: 'done' };
      case 'record':
        this.#recorder.begin();
        return { type: 'done' };
      case 'recorded':
        return { type: 'recorded', ...this.#recorder.recorded() };
      case 'visits':
        return { type: 'visits', visits: this.#servers.flatMap((server) => server.visits) };
    }
  }

  async #start(command: Extract<FleetCommand, { type: 'start' }>): Promise<readonly FleetPorts[]> {
    const { first, count, password, intervalMs } = command;
    this.#first = first;
    this.#recorder = new Recorder(count, intervalMs);
    const ports: FleetPorts[] = [];
    for (let at = 0; at < count; at += 1) ports.push(await this.#startServer(at, password));
    return ports;
  }

  async #startServer(at: number, password: string): Promise<FleetPorts> {
    const recorder = this.#recorder;
    const isSilent = () => this.#isSilent(at);
    const collectorPort = await listen({
      password,
      isSilent,
      status: () => {
        const answer = server.status(Date.now(), true);
        recorder.poll(at, answer.length);
        return answer;
      },
      onConnected: () => {
        recorder.connected(at);
      },
      onDisconnected: () => {
        recorder.disconnected(at);
      },
    });
    const server = new SimulatedServer(this.#first + at, collectorPort, Date.now());
    this.#servers.push(server);
    const floorPort = await listen({
      password,
      isSilent,
      status: () => {
        recorder.floorPolls += 1;
        return server.status(Date.now(), false);
      },
      onConnected: () => undefined,
      onDisconnected: () => undefined,
    });
    return { collectorPort, floorPort };
  }

  #isSilent(at: number): boolean {
    return this.#silentEvery !== null && (this.#first + at) % this.#silentEvery === 6;
  }
}

const fleet = new Fleet();
answerParent((command: FleetCommand) => fleet.answer(command));
