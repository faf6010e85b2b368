// What the Fleet is once it is made: the sockets of sampled users, and the sweep of all objects.
import type { FleetRpc, FleetSockets, SocketReport, SweepState } from "../../schema/rpc/fleet.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { DueWork } from "../runtime/due-work.ts";
import type { Modules } from "../runtime/migrate.ts";
import type { Env } from "../runtime/env.ts";
import { readSweepSettings } from "../runtime/limits.ts";
import { reportLivesMs, SocketCounts } from "./socket-counts.ts";
import { Sweep } from "./sweep.ts";
import { sweepPorts } from "./sweep-ports.ts";

/** How often reports that count no more are deleted: each ring is a call and a row. */
const forgetEveryMs = reportLivesMs;
const forgetDeadlineMs = 60_000;
/** Of a ring of the sweep, whose calls have deadlines of their own. */
const sweepDeadlineMs = 300_000;

export const fleetModules: Modules = { fleet: fleetMigrations };

export class FleetCore implements FleetRpc {
  readonly #sockets: SocketCounts;
  readonly #sweep: Sweep;
  readonly #dueWork: DueWork;
  /** Null while there is nothing to forget; ms since 1970. */
  #forgetAt: number | null;

  /** The object has its tables. */
  constructor(ctx: DurableObjectState, env: Env, now: () => number) {
    this.#sockets = new SocketCounts(ctx.storage.sql, now);
    const { SWEEP_OBJECTS_PER_MINUTE: pace } = readSweepSettings(env);
    const sweep = new Sweep(ctx.storage, sweepPorts(env), pace, now);
    this.#sweep = sweep;
    this.#forgetAt = this.#sockets.hasAny() ? now() + forgetEveryMs : null;
    this.#dueWork = new DueWork(
      ctx.storage,
      {
        sockets: {
          deadlineMs: forgetDeadlineMs,
          dueAt: (at) => {
            this.#forgetAt ??= this.#sockets.hasAny() ? at + forgetEveryMs : null;
            return this.#forgetAt;
          },
          run: ({ now: dueNow }) => {
            if (this.#forgetAt !== null && this.#forgetAt <= dueNow)
              this.#forgetAt = this.#sockets.forget() ? dueNow + forgetEveryMs : null;
          },
        },
        sweep: { deadlineMs: sweepDeadlineMs, dueAt: () => sweep.dueAt(), run: () => sweep.run() },
      },
      now,
    );
    // Nothing is asked before it knows of the alarm that an earlier instance set: setting it anew would be a row.
    void ctx.blockConcurrencyWhile(() => this.#dueWork.load());
  }

  async tellSockets(report: SocketReport): Promise<void> {
    this.#sockets.tell(report);
    this.#dueWork.arm();
  }

  async sockets(): Promise<FleetSockets> {
    return this.#sockets.estimate();
  }

  async startSweep({ reason }: { reason: string }): Promise<SweepState> {
    const view = this.#sweep.start(reason);
    this.#dueWork.arm();
    return view;
  }

  async stopSweep(): Promise<SweepState | null> {
    return this.#sweep.stop();
  }

  async sweep(): Promise<SweepState | null> {
    return this.#sweep.view();
  }

  async alarm(isRetry?: boolean): Promise<void> {
    await this.#dueWork.ring(isRetry);
  }
}
