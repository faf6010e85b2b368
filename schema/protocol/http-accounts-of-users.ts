// HTTP bodies for operators and moderators: a user's account, and its suspension.
import * as v from "valibot";
import { platformShape, userShape, usernameShape } from "./http-auth.ts";
import { reasonShape } from "./http-operators.ts";
import { deviceIdShape } from "./ids.ts";
import { strictShape, cursorShape, listShape, timeMs } from "./shape.ts";

/** `by`: the operator's name. `until`: null for one without an end. */
export const suspensionShape = strictShape({
  at: timeMs,
  by: v.string(),
  reason: v.string(),
  until: v.nullable(timeMs),
});
export type Suspension = v.InferOutput<typeof suspensionShape>;

/** `until`: when it ends by itself, which lies ahead; null or left out: it does not. */
export const suspendBodyShape = strictShape({
  reason: reasonShape,
  until: v.exactOptional(v.nullable(timeMs)),
});

export const signedInDeviceShape = strictShape({
  id: deviceIdShape,
  platform: platformShape,
  name: v.string(),
  createdAt: timeMs,
  lastSeenAt: timeMs,
});

export const accountQueryShape = strictShape({ username: usernameShape });

export const accountResultShape = strictShape({
  user: userShape,
  suspension: v.nullable(suspensionShape),
  devices: v.array(signedInDeviceShape),
});
export type AccountResult = v.InferOutput<typeof accountResultShape>;

export const suspensionResultShape = strictShape({ suspension: suspensionShape });

export const suspensionsQueryShape = strictShape({ cursor: v.exactOptional(cursorShape) });
export const suspendedUserShape = strictShape({ user: userShape, suspension: suspensionShape });
export const suspensionsResultShape = listShape(suspendedUserShape);
export type SuspensionsResult = v.InferOutput<typeof suspensionsResultShape>;
