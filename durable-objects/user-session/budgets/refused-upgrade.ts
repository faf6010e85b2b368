// The answer to an upgrade over the user's budget of sockets. The Worker makes a problem of it.
import type { Refusal } from "../../../schema/protocol/errors.ts";
import { limitHeader, retryAfterMsHeader } from "../../../schema/rpc/user-session.ts";

export const refusedUpgrade = ({ retryAfterMs = 0, limit = "" }: Refusal): Response =>
  new Response(null, {
    status: 429,
    headers: { [retryAfterMsHeader]: String(retryAfterMs), [limitHeader]: limit },
  });
