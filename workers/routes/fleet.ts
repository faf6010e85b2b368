// The fleet, for operators: how far the tables of all objects are, and the sweep.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { fleetStub } from "../../durable-objects/runtime/stubs.ts";
import type { FleetResult } from "../../schema/protocol/http-fleet.ts";
import type { fleetRoutes } from "../../schema/protocol/routes/fleet.ts";
import type { SweepState } from "../../schema/rpc/fleet.ts";
import { newestVersions } from "../../schema/versions/newest.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, recorded } from "../operators/acts.ts";

const resultOf = (sweep: SweepState | null): FleetResult => ({
  newest: newestVersions,
  sweep: sweep && {
    ...sweep,
    counts: sweep.counts.map((count) => ({ ...count, versions: { ...count.versions } })),
    failures: [...sweep.failures],
  },
});

export const fleetHandlers: HandlersOf<typeof fleetRoutes> = {
  async getFleet({ env }) {
    return { status: 200, body: resultOf(await callActor(() => fleetStub(env).sweep())) };
  },

  async startSweep({ env, operator, body: { reason } }) {
    const sweep = await recorded(env.DIRECTORY, actOf(operator, "sweep-started", null, reason), () =>
      callActor(() => fleetStub(env).startSweep({ reason })),
    );
    logLine("info", "sweep started", { startedAt: sweep.startedAt });
    return { status: 200, body: resultOf(sweep) };
  },

  async stopSweep({ env, operator, body: { reason } }) {
    const sweep = await recorded(env.DIRECTORY, actOf(operator, "sweep-stopped", null, reason), () =>
      callActor(() => fleetStub(env).stopSweep()),
    );
    logLine("info", "sweep stopped", { startedAt: sweep?.startedAt });
    return { status: 200, body: resultOf(sweep) };
  },
};
