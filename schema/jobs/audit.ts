// The payload of the job `account-audit`: an event of an account. Ids only: no token, password, address, name or
// message.
import * as v from "valibot";
import { deviceIdShape, userIdShape } from "../protocol/ids.ts";

const ofDevice = { userId: userIdShape, deviceId: deviceIdShape };

export const auditEventShape = v.variant("event", [
  v.object({ event: v.literal("registered"), ...ofDevice, platform: v.string() }),
  v.object({ event: v.literal("signed-in"), ...ofDevice, platform: v.string() }),
  /** Too many wrong passwords: for a while sign-ins are refused, even with the right password. */
  v.object({ event: v.literal("sign-in-locked"), userId: userIdShape, deviceId: v.null() }),
  v.object({
    event: v.literal("signed-out"),
    ...ofDevice,
    by: v.picklist(["itself", "other-device", "device-limit", "token-reuse", "session-end"]),
    /** The device that signed this one out, or whose sign-in exceeded the limit of devices. */
    byDeviceId: v.exactOptional(deviceIdShape),
  }),
  v.object({ event: v.literal("refresh-token-reused"), ...ofDevice }),
  /** A refresh token came again soon after its successor was used: a second tab, or a copy. Nobody got tokens. */
  v.object({ event: v.literal("refresh-superseded"), ...ofDevice }),
]);
export type AuditEvent = v.InferOutput<typeof auditEventShape>;
