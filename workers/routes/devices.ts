// The caller's devices: see them, sign them out.
import { deviceIdShape } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { authenticated } from "../http/authenticate.ts";
import { jsonResponse, noContent } from "../http/json-response.ts";
import { readSegment } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";

/** GET /api/devices */
export const listDevices = authenticated(async (_request, { session }) => {
  const devices = await session.ask({ kind: "list-devices" });
  return isRefused(devices) ? devices : jsonResponse({ devices });
});

/** DELETE /api/devices/:deviceId */
export const signOutDevice = authenticated(async (request, { session }) => {
  const target = readSegment(request.params["deviceId"], deviceIdShape);
  if (target === null) return refused("NOT_FOUND");
  const result = await session.ask({ kind: "sign-out", target });
  if (isRefused(result)) return result;
  return result.signedOut ? noContent() : refused("NOT_FOUND");
});

/** DELETE /api/devices: all but the caller's own */
export const signOutOtherDevices = authenticated(async (_request, { session }) => {
  const result = await session.ask({ kind: "sign-out-others" });
  return isRefused(result) ? result : noContent();
});
