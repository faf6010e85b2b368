// Push subscriptions of the caller's device, and what the caller chooses for notifications.
import type { pushRoutes } from "../../schema/protocol/routes/push.ts";
import { isZone } from "../../schema/telling/quiet-hours.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import { isRefused } from "../http/answer.ts";
import { authorized } from "../http/authenticate.ts";
import type { HandlersOf } from "../http/handler.ts";
import { judgeTarget } from "../push/judge-target.ts";
import { readVapidKeys } from "../push/vapid-keys.ts";

export const pushHandlers: HandlersOf<typeof pushRoutes> = {
  async getPushSubscription({ session }) {
    const found = await session.askNew({ kind: "get-push" });
    if (isRefused(found)) return found;
    return found.subscription === null ? refused("NOT_FOUND") : { status: 200, body: found.subscription };
  },

  subscribeToPush: authorized(async ({ session, body, env }) => {
    const refusal = await judgeTarget(body, env);
    if (refusal !== null) return refusal;
    const subscription = await session.askNew({ kind: "put-push", target: body });
    return isRefused(subscription) ? subscription : { status: 200, body: subscription };
  }),

  async unsubscribeFromPush({ session }) {
    const removed = await session.askNew({ kind: "remove-push" });
    return isRefused(removed) ? removed : { status: 204 };
  },

  async getNotificationSettings({ session }) {
    const settings = await session.askNew({ kind: "get-notifications" });
    return isRefused(settings) ? settings : { status: 200, body: settings };
  },

  editNotificationSettings: authorized(async ({ session, body }) => {
    const zone = body.quietHours?.zone;
    if (zone !== undefined && !isZone(zone)) return refusedAt("INVALID_REQUEST", "/quietHours/zone");
    const settings = await session.askNew({ kind: "edit-notifications", patch: body });
    return isRefused(settings) ? settings : { status: 200, body: settings };
  }),

  getVapidKey: authorized(async ({ env }) => {
    const keys = await readVapidKeys(env);
    return keys === null ? refused("NOT_FOUND") : { status: 200, body: { key: keys.newest } };
  }),
};
