// The API documents' texts for push subscriptions. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { timeMs } from "./examples/story.ts";
import {
  apnsSubscriptionShape,
  fcmSubscriptionShape,
  pushBodyShape,
  pushSubscriptionShape,
  vapidKeyShape,
  webhookSubscriptionShape,
  webSubscriptionShape,
} from "./push.ts";

const endpoint = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl";
/** Of RFC 8291, section 5. */
const point = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
/** Of RFC 8292, section 2.4. */
const vapidKey = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

const web = {
  kind: "web" as const,
  endpoint,
  keys: { p256dh: point, auth: "BTBZMqHH6r4Tts7J_aSIgg" },
  vapidKey,
};
const fieldsOfWeb = {
  kind: "`web`: Web Push (RFC 8030, RFC 8291, RFC 8292).",
  endpoint: "The address of the push service: https, and no private one.",
  keys: "The subscription's keys: `getKey` of the browser's subscription, as base64url without padding.",
  "keys.p256dh": "The public key: an uncompressed point of P-256.",
  "keys.auth": "The authentication secret: 16 bytes.",
  vapidKey: "The `applicationServerKey` that the subscription was made with, as `GET /api/push/vapid-key` gave it.",
};

export const pushComponents = {
  WebSubscription: fromClient(webSubscriptionShape, "Web Push, as a browser subscribes to it.", web, fieldsOfWeb),
  WebhookSubscription: fromClient(
    webhookSubscriptionShape,
    "An address that is called for each notification, signed by Standard Webhooks: for relays to other services.",
    {
      kind: "webhook",
      endpoint: "https://relay.example.com/devices/7f3a",
      secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    },
    {
      kind: "`webhook`: a signed call.",
      endpoint: "The address: https, and no private one.",
      secret: "`whsec_` and 24 to 64 bytes in base64, with which the calls are signed.",
    },
  ),
  ApnsSubscription: fromClient(
    apnsSubscriptionShape,
    "An app on an Apple device.",
    {
      kind: "apns",
      token: "8a1f63bd6a4ec1b54c7d3c6d4b4e5a0f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f",
      environment: "production",
    },
    {
      kind: "`apns`: the Apple Push Notification service.",
      token: "The device token, as the system gave it to the app, in hexadecimal.",
      environment: "Of the app's build: `sandbox` for one that Xcode installed, else `production`.",
    },
  ),
  FcmSubscription: fromClient(
    fcmSubscriptionShape,
    "An Android app.",
    { kind: "fcm", token: "dQw4w9WgXcQ:APA91bGZ0kE5mW3vYp8sT1nRfKuH7jLq2oXcVbN6aDgIeJtUzMyPhSrOwQxBlCiF" },
    {
      kind: "`fcm`: Firebase Cloud Messaging.",
      token: "The registration token, as the app got it.",
    },
  ),
  PushSubscriptionBody: fromClient(pushBodyShape, "Where the calling device is told of what it misses.", web),
  PushSubscription: fromServer(
    pushSubscriptionShape,
    "Where the calling device is told. Its keys are not shown.",
    { kind: "web", endpoint, createdAt: timeMs },
    {
      kind: "`web`: Web Push. `webhook`: a signed call. `apns`, `fcm`: an app.",
      endpoint:
        "The address of the push service; of an app `apns:`, its environment and its token, or `fcm:` and its token.",
      createdAt: "Since when, milliseconds since 1970.",
    },
  ),
  VapidKey: fromServer(
    vapidKeyShape,
    "The key with which push services know this deployment (RFC 8292).",
    { key: vapidKey },
    { key: "The `applicationServerKey` of a new subscription: a point of P-256, base64url." },
  ),
} as const satisfies Record<string, Component>;
