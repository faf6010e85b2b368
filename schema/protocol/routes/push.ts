// The routes of push subscriptions, and of what a user chooses for notifications.
import { notificationPatchShape, notificationSettingsShape } from "../notifications.ts";
import { pushBodyShape, pushSubscriptionShape, vapidKeyShape } from "../push.ts";
import { route, type WordsOf } from "./route.ts";
import { reading } from "./spends.ts";

export const pushRoutes = {
  getPushSubscription: route({
    method: "GET",
    path: "/api/devices/me/push",
    who: "user",
    spends: reading,
    answers: { 200: pushSubscriptionShape },
    codes: ["NOT_FOUND"],
  }),
  subscribeToPush: route({
    method: "PUT",
    path: "/api/devices/me/push",
    who: "user",
    spends: ["requests", "settings", "calls", "pushes"],
    body: pushBodyShape,
    answers: { 200: pushSubscriptionShape },
    codes: ["NOT_FOUND"],
    limits: ["pushEndpointMaxChars", "pushTokenMaxChars"],
  }),
  unsubscribeFromPush: route({
    method: "DELETE",
    path: "/api/devices/me/push",
    who: "user",
    spends: ["requests", "settings"],
    answers: { 204: null },
  }),
  getNotificationSettings: route({
    method: "GET",
    path: "/api/me/notifications",
    who: "user",
    spends: reading,
    answers: { 200: notificationSettingsShape },
  }),
  editNotificationSettings: route({
    method: "PATCH",
    path: "/api/me/notifications",
    who: "user",
    spends: ["requests", "settings"],
    body: notificationPatchShape,
    answers: { 200: notificationSettingsShape },
  }),
  getVapidKey: route({
    method: "GET",
    path: "/api/push/vapid-key",
    who: "user",
    spends: reading,
    answers: { 200: vapidKeyShape },
    codes: ["NOT_FOUND"],
  }),
} as const;

export const pushWords: WordsOf<typeof pushRoutes> = {
  getPushSubscription: {
    summary: "Read this device's push subscription",
    description: "Where the calling device is told of what it misses. `NOT_FOUND`: it has no subscription.",
    answers: { 200: "The subscription, without its keys." },
  },
  subscribeToPush: {
    summary: "Subscribe this device to push",
    description:
      "From now on the calling device is told at this address of messages that come while nobody looks at any of the user's devices. It takes the place of the device's subscription before, and ends with the device's sign-in. Addresses that are no https, or lead into a private network, are refused with `INVALID_REQUEST`, as are keys that are none. The kinds `apns` and `fcm` are of the feature `push-tokens`. `NOT_FOUND`: this deployment has no push of this kind.",
    answers: { 200: "The subscription, without its keys." },
  },
  unsubscribeFromPush: {
    summary: "End this device's push subscription",
    description: "From now on the calling device is told nothing any more. What is so already stays so.",
    answers: { 204: "The device has no subscription." },
  },
  getNotificationSettings: {
    summary: "Read my choices for notifications",
    description: "What the caller has chosen for the notifications on all of their devices.",
    answers: { 200: "The choices." },
  },
  editNotificationSettings: {
    summary: "Choose how I am notified",
    description:
      "For all devices and conversations; what a conversation's own settings say (`notify`, `mutedUntil`) holds beside. A zone that there is not is refused with `INVALID_REQUEST`. What quiet hours kept from the user is not told when they are over.",
    answers: { 200: "The choices as they are now." },
  },
  getVapidKey: {
    summary: "Read the key for web push",
    description:
      "The `applicationServerKey` with which a browser subscribes. It changes when the deployment rotates it; a subscription goes on with the key that it was made with. `NOT_FOUND`: this deployment has no web push.",
    answers: { 200: "The key." },
  },
};
