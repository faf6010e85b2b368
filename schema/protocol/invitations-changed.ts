// The news that the user's invitations to groups have changed, for all of their devices.
import * as v from "valibot";
import type { DownFrameKind } from "./frame-kind.ts";
import { strictShape } from "./shape.ts";

/**
 * Names one state of the list of invitations. Opaque: another one means that the list has changed since, so that a device
 * which has it asks again.
 */
export const invitationsRevisionShape = v.pipe(v.string(), v.regex(/^[0-9_]{1,40}$/));

export const invitationsChangedFrame = strictShape({
  type: v.literal("invitations-changed"),
  revision: v.exactOptional(invitationsRevisionShape),
});
export type InvitationsChangedFrame = v.InferOutput<typeof invitationsChangedFrame>;

export const invitationsChanged = {
  type: "invitations-changed",
  name: "InvitationsChangedFrame",
  shape: invitationsChangedFrame,
  words:
    "The user's invitations to groups have changed: one came, was answered or revoked. Latest wins. Only to clients that name " +
    "the feature `invitations`.",
  fields: { revision: "Names the state of the list, as in `sync-done`; left out when it is empty." },
  example: { type: "invitations-changed", revision: "1_1795000000000" },
} as const satisfies DownFrameKind<InvitationsChangedFrame>;
