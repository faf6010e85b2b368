// The news that the user's scheduled messages have changed, for all of their devices.
import * as v from "valibot";
import type { DownFrameKind } from "./frame-kind.ts";
import { strictShape } from "./shape.ts";

/**
 * Names one state of the list of scheduled messages. Opaque: another one means that the list has changed since, so that a
 * device which has it asks again.
 */
export const scheduledRevisionShape = v.pipe(v.string(), v.regex(/^[0-9_]{1,40}$/));

export const scheduledChangedFrame = strictShape({
  type: v.literal("scheduled-messages-changed"),
  revision: v.exactOptional(scheduledRevisionShape),
});
export type ScheduledChangedFrame = v.InferOutput<typeof scheduledChangedFrame>;

export const scheduledChanged = {
  type: "scheduled-messages-changed",
  name: "ScheduledMessagesChangedFrame",
  shape: scheduledChangedFrame,
  words:
    "The user's scheduled messages have changed: one was scheduled, changed, cancelled, sent or refused. Latest wins. Only to " +
    "clients that name the feature `scheduled`.",
  fields: { revision: "Names the state of the list, as in `sync-done`; left out when it is empty." },
  example: { type: "scheduled-messages-changed", revision: "1_1795000000000" },
} as const satisfies DownFrameKind<ScheduledChangedFrame>;
