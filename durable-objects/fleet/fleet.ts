// The actor that knows of the whole deployment: one object. Sessions of sampled users tell it how many sockets they have,
// and it asks all objects how far their tables are.
import { DurableObject } from "cloudflare:workers";
import type { FleetRpc, FleetSockets, SocketReport, SweepState } from "../../schema/rpc/fleet.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { Made } from "../runtime/made.ts";
import { FleetCore, fleetModules } from "./fleet-core.ts";

const now = (): number => Date.now();

export class Fleet extends DurableObject<Env> implements FleetRpc {
  /** Made when a session tells of its sockets, or a sweep begins. */
  readonly #fleet: Made<FleetCore>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    this.#fleet = new Made(ctx.storage, fleetModules);
    this.#fleet.start(() => new FleetCore(ctx, env, now));
  }

  async tellSockets(report: SocketReport): Promise<void> {
    return this.#fleet.make().tellSockets(report);
  }

  async sockets(): Promise<FleetSockets> {
    return this.#fleet.core?.sockets() ?? { now: 0, highest: 0 };
  }

  async startSweep(request: { reason: string }): Promise<SweepState> {
    return this.#fleet.make().startSweep(request);
  }

  async stopSweep(): Promise<SweepState | null> {
    return this.#fleet.core?.stopSweep() ?? null;
  }

  async sweep(): Promise<SweepState | null> {
    return this.#fleet.core?.sweep() ?? null;
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (!this.#fleet.isKnown) return this.#fleet.putOffAlarm();
    await this.#fleet.core?.alarm(info?.isRetry);
  }
}
