// The caller's devices: list, sign out.
import type { deviceRoutes } from "../../schema/protocol/routes/devices.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import type { HandlersOf } from "../http/handler.ts";
import { isRefused, wholeList } from "../http/answer.ts";

export const deviceHandlers: HandlersOf<typeof deviceRoutes> = {
  async listDevices({ session }) {
    const devices = await session.ask({ kind: "list-devices" });
    return isRefused(devices) ? devices : { status: 200, body: wholeList(devices) };
  },

  async signOutDevice({ session, path }) {
    const result = await session.ask({ kind: "sign-out", target: path.deviceId });
    if (isRefused(result)) return result;
    return result.signedOut ? { status: 204 } : refused("NOT_FOUND");
  },

  /** Signs out all devices but the caller's own. */
  async signOutOtherDevices({ session }) {
    const result = await session.ask({ kind: "sign-out-others" });
    return isRefused(result) ? result : { status: 204 };
  },
};
