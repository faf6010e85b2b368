// HTTP bodies about who may make an account: the deployment's mode, and invitations.
import * as v from "valibot";
import { reasonShape } from "./http-operators.ts";
import { wireLimits } from "./limits.ts";
import { strictShape, count, cursorShape, listShape, timeMs } from "./shape.ts";

/** `invitation`: whoever has one. `closed`: nobody, with an invitation or without. */
export const registrationModeShape = v.picklist(["open", "invitation", "closed"]);
export type RegistrationMode = v.InferOutput<typeof registrationModeShape>;

export const registrationResultShape = strictShape({ mode: registrationModeShape });
export const setRegistrationBodyShape = strictShape({ mode: registrationModeShape, reason: reasonShape });

export const invitationIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** `uses`: how many accounts may be made with it; `used`: how many were. `by`: the operator's name. */
export const invitationShape = strictShape({
  invitationId: invitationIdShape,
  createdAt: timeMs,
  by: v.string(),
  reason: v.string(),
  uses: count,
  used: count,
  expiresAt: timeMs,
  revokedAt: v.nullable(timeMs),
});
export type Invitation = v.InferOutput<typeof invitationShape>;

export const invitationsQueryShape = strictShape({ cursor: v.exactOptional(cursorShape) });
export const invitationsResultShape = listShape(invitationShape);
export type InvitationsResult = v.InferOutput<typeof invitationsResultShape>;

/** `expiresAt` lies ahead. */
export const makeInvitationBodyShape = strictShape({
  uses: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(wireLimits.maxInvitationUses)),
  expiresAt: timeMs,
  reason: reasonShape,
});

/** `token`: shown in this answer only. */
export const invitationTokenResultShape = strictShape({ invitation: invitationShape, token: v.string() });
