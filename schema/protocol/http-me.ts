// HTTP bodies of what users see and change of their own account.
import * as v from "valibot";
import { passwordShape, platformShape } from "./http-auth.ts";
import { deviceIdShape } from "./ids.ts";
import { pageQueryShape } from "./page-query.ts";
import { count, listShape, strictShape, timeMs } from "./shape.ts";

export const changePasswordBodyShape = strictShape({ current: passwordShape, next: passwordShape });

/** `eraseMessages`: whether what the user has written is to be erased with the account. Stored for now, and not done. */
export const deleteAccountBodyShape = strictShape({ password: passwordShape, eraseMessages: v.boolean() });

/** `endsAt`: until then the user may come back. */
export const accountLeavingShape = strictShape({ endsAt: timeMs });
export type AccountLeaving = v.InferOutput<typeof accountLeavingShape>;

/** `deviceSecret`: in place of the one from before, which does not count any more. */
export const passwordChangedShape = strictShape({ deviceSecret: v.string() });

/**
 * What happened to the account. Which fields there are depends on `event`, which is open: a newer server has more of
 * them.
 */
export const securityEventShape = strictShape({
  id: v.string(),
  at: timeMs,
  event: v.string(),
  deviceId: v.nullable(deviceIdShape),
  platform: v.exactOptional(platformShape),
  by: v.exactOptional(v.string()),
  byDeviceId: v.exactOptional(deviceIdShape),
  network: v.exactOptional(v.nullable(v.string())),
  count: v.exactOptional(count),
  locked: v.exactOptional(v.boolean()),
  until: v.exactOptional(v.nullable(timeMs)),
});
export type SecurityEvent = v.InferOutput<typeof securityEventShape>;

export const securityEventsQueryShape = pageQueryShape;
export const securityEventsResultShape = listShape(securityEventShape);
export type SecurityEventsResult = v.InferOutput<typeof securityEventsResultShape>;
