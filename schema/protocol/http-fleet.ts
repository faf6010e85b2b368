// HTTP bodies for operators: how far the tables of all objects are.
import * as v from "valibot";
import { count, strictShape, timeMs } from "./shape.ts";

/** By module. */
const versionsShape = v.record(v.string(), count);

/** Objects that were asked, by what their tables have. */
export const sweepCountShape = strictShape({ class: v.string(), versions: versionsShape, objects: count });

/** An object that could not be asked. */
export const sweepFailureShape = strictShape({
  class: v.string(),
  name: v.string(),
  error: v.string(),
  attempts: count,
  retryAt: v.nullable(timeMs),
});

export const sweepShape = strictShape({
  state: v.picklist(["running", "stopped", "done"]),
  reason: v.string(),
  startedAt: timeMs,
  endedAt: v.nullable(timeMs),
  hasFoundAccounts: v.boolean(),
  waiting: count,
  older: count,
  failed: count,
  counts: v.array(sweepCountShape),
  failures: v.array(sweepFailureShape),
});

/** `newest`: what this code knows, by class and module. `sweep`: null before the first. */
export const fleetResultShape = strictShape({
  newest: v.record(v.string(), versionsShape),
  sweep: v.nullable(sweepShape),
});
export type FleetResult = v.InferOutput<typeof fleetResultShape>;
