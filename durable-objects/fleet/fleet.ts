// The actor that knows of the whole deployment: one object. Sessions of sampled users tell it how many sockets they have.
import { DurableObject } from "cloudflare:workers";
import type { FleetRpc, FleetSockets, SocketReport } from "../../schema/rpc/fleet.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { isMade } from "../runtime/migrate.ts";
import { FleetCore } from "./fleet-core.ts";

const now = (): number => Date.now();

export class Fleet extends DurableObject<Env> implements FleetRpc {
  /** Null until a session tells of its sockets. */
  #core: FleetCore | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    this.#core = isMade(ctx.storage) ? new FleetCore(ctx, now) : null;
  }

  async tellSockets(report: SocketReport): Promise<void> {
    this.#core ??= new FleetCore(this.ctx, now);
    return this.#core.tellSockets(report);
  }

  async sockets(): Promise<FleetSockets> {
    return this.#core?.sockets() ?? { now: 0, highest: 0 };
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.#core?.alarm(info?.isRetry);
  }
}
