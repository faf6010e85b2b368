// The payload of the job `account-audit`: an event of an account. Ids only: no token, password, address, name or
// message.
import * as v from "valibot";
import { count, timeMs } from "../protocol/shape.ts";
import { deviceIdShape, userIdShape } from "../protocol/ids.ts";

const ofDevice = { userId: userIdShape, deviceId: deviceIdShape };

export const auditEventShape = v.variant("event", [
  v.object({ event: v.literal("registered"), ...ofDevice, platform: v.string() }),
  v.object({ event: v.literal("signed-in"), ...ofDevice, platform: v.string() }),
  /**
   * Wrong passwords, added up by hour (`hourAt`, ms since 1970) and coarse network (null: no address is known).
   * `locked`: for a while no password from there was taken, nor the right one.
   */
  v.object({
    event: v.literal("sign-in-failed"),
    userId: userIdShape,
    deviceId: v.null(),
    hourAt: timeMs,
    network: v.nullable(v.string()),
    count,
    locked: v.boolean(),
  }),
  /** Of earlier versions: too many wrong passwords for the whole account. */
  v.object({ event: v.literal("sign-in-locked"), userId: userIdShape, deviceId: v.null() }),
  v.object({
    event: v.literal("signed-out"),
    ...ofDevice,
    by: v.picklist([
      "itself",
      "other-device",
      "device-limit",
      "token-reuse",
      "password-change",
      "session-end",
      "operator",
      "login-policy",
      "account-deletion",
    ]),
    /** The device that signed this one out, or whose sign-in exceeded the limit of devices or replaced this one. */
    byDeviceId: v.exactOptional(deviceIdShape),
  }),
  v.object({ event: v.literal("refresh-token-reused"), ...ofDevice }),
  v.object({ event: v.literal("password-changed"), ...ofDevice }),
  /** Proven by the link in a mail, or removed. Never which one. */
  v.object({ event: v.literal("email-changed"), userId: userIdShape, deviceId: v.null() }),
  v.object({ event: v.literal("email-removed"), ...ofDevice }),
  /** By an operator, whose name the user is not told. `until` (ms since 1970): null for one without an end. */
  v.object({ event: v.literal("suspended"), userId: userIdShape, deviceId: v.null(), until: v.nullable(timeMs) }),
  v.object({ event: v.literal("restored"), userId: userIdShape, deviceId: v.null() }),
  /** The user deletes their account. `until` (ms since 1970): until then they may come back. */
  v.object({ event: v.literal("deletion-begun"), ...ofDevice, until: timeMs }),
  /** By a sign-in of this device. */
  v.object({ event: v.literal("deletion-cancelled"), ...ofDevice }),
  /** A refresh token came again soon after its successor was used: a second tab, or a copy. Nobody got tokens. */
  v.object({ event: v.literal("refresh-superseded"), ...ofDevice }),
]);
export type AuditEvent = v.InferOutput<typeof auditEventShape>;
