import { World, type WorldKind } from '../../collector/src/reconcile/testing/world.ts';
import type { Move, ServerFault } from './plan.ts';
import type { Timeline } from './timeline.ts';

/** A server of the fleet: its world, and the network between it and the collector. */
export class GameServer {
  readonly id: number;
  readonly world: World;
  latencyMs = 100;
  /** A player whom the next answer leaves out. */
  dropNext: number | null = null;
  loseNext = false;
  /** Counts what ends its connections. */
  drops = 0;
  readonly #timeline: Timeline;
  #outageUntil = 0;

  constructor(id: number, kind: WorldKind, timeline: Timeline) {
    this.id = id;
    this.world = new World(kind);
    this.#timeline = timeline;
  }

  get isUp(): boolean {
    return this.world.isUp(this.#timeline.nowMs);
  }

  get isSilent(): boolean {
    return this.loseNext || this.#timeline.nowMs < this.#outageUntil;
  }

  strike(fault: ServerFault): void {
    const { world } = this;
    const { nowMs } = this.#timeline;
    switch (fault.type) {
      case 'map change':
        this.#timeline.at(nowMs + 1_500, () => {
          this.drops += 1;
          world.changeMap(this.#timeline.nowMs, fault.blinkMs, fault.counted);
        });
        break;
      case 'server restart':
        this.#timeline.at(nowMs + 500, () => {
          this.drops += 1;
          world.restart(this.#timeline.nowMs, fault.downMs);
        });
        break;
      case 'outage':
        this.#outageUntil = nowMs + fault.ms;
        break;
      case 'lost poll':
        this.loseNext = true;
        break;
      case 'truncated':
        this.dropNext = fault.drop;
        break;
      case 'none':
        break;
    }
  }

  move({ type, player, afterMs, pendingMs }: Move): void {
    const { world } = this;
    const at = this.#timeline.nowMs + afterMs;
    this.#timeline.at(at, () => {
      if (type === 'leave' || type === 'rejoin') world.leave(player, at);
      if (type === 'rename') world.rename(player, at);
    });
    if (type !== 'join' && type !== 'rejoin') return;
    this.#timeline.at(at + 300, () => {
      world.join(player, at + 300, pendingMs);
    });
  }

  /** Whether everything about it can be known by a poll now. */
  get isCalm(): boolean {
    const { nowMs } = this.#timeline;
    return (
      this.isUp &&
      !this.isSilent &&
      !this.world.isHiding(nowMs) &&
      this.world.online().every((one) => one.idKnownAt <= nowMs)
    );
  }
}
