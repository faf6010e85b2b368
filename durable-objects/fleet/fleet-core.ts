// What the Fleet is once it is made: the sockets of sampled users.
import type { FleetRpc, FleetSockets, SocketReport } from "../../schema/rpc/fleet.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { DueWork } from "../runtime/due-work.ts";
import { migrate } from "../runtime/migrate.ts";
import { reportLivesMs, SocketCounts } from "./socket-counts.ts";

/** How often reports that count no more are deleted: each ring is a call and a row. */
const forgetEveryMs = reportLivesMs;
const forgetDeadlineMs = 60_000;

export class FleetCore implements FleetRpc {
  readonly #sockets: SocketCounts;
  readonly #dueWork: DueWork;
  /** Null while there is nothing to forget; ms since 1970. */
  #forgetAt: number | null;

  /** Migrates the object's tables. */
  constructor(ctx: DurableObjectState, now: () => number) {
    migrate(ctx.storage, { fleet: fleetMigrations });
    this.#sockets = new SocketCounts(ctx.storage.sql, now);
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

  async alarm(isRetry?: boolean): Promise<void> {
    await this.#dueWork.ring(isRetry);
  }
}
