// Push subscriptions: where a device can be told of something while no app of its runs.
import * as v from "valibot";
import { wireLimits } from "./limits.ts";
import { strictShape, timeMs, wellFormedText } from "./shape.ts";

/** Bytes in base64url without padding (RFC 4648, section 5). */
const bytesAsText = (bytes: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}$`)));

/** An uncompressed point of P-256; that it is one of the curve is checked when it is used. */
const pointShape = bytesAsText(65);

const endpointShape = wellFormedText(wireLimits.pushEndpointMaxChars, 1);

/**
 * As a browser's `PushSubscription` has it (RFC 8030, RFC 8291). `vapidKey`: the key of this deployment that it was made
 * with (RFC 8292).
 */
export const webSubscriptionShape = strictShape({
  kind: v.literal("web"),
  endpoint: endpointShape,
  keys: strictShape({ p256dh: pointShape, auth: bytesAsText(16) }),
  vapidKey: pointShape,
});
export type WebSubscription = v.InferOutput<typeof webSubscriptionShape>;

/** Of Standard Webhooks: 24 to 64 bytes, in Base64. */
export const webhookSecretPattern = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/** A relay's, by Standard Webhooks. `secret`: each call is signed with it. */
export const webhookSubscriptionShape = strictShape({
  kind: v.literal("webhook"),
  endpoint: endpointShape,
  secret: v.pipe(v.string(), v.regex(webhookSecretPattern)),
});
export type WebhookSubscription = v.InferOutput<typeof webhookSubscriptionShape>;

/**
 * An app's on an Apple device. `token`: as the system gave it, in hexadecimal; Apple promises no length. `environment`: of the
 * app's build, `sandbox` for one that Xcode installed.
 */
export const apnsSubscriptionShape = strictShape({
  kind: v.literal("apns"),
  token: v.pipe(v.string(), v.regex(/^([0-9A-Fa-f]{2}){16,128}$/)),
  environment: v.picklist(["production", "sandbox"]),
});
export type ApnsSubscription = v.InferOutput<typeof apnsSubscriptionShape>;

/** An Android app's registration token, as Firebase Cloud Messaging gave it. */
export const fcmSubscriptionShape = strictShape({
  kind: v.literal("fcm"),
  token: v.pipe(wellFormedText(wireLimits.pushTokenMaxChars, 16), v.regex(/^[A-Za-z0-9_:-]+$/)),
});
export type FcmSubscription = v.InferOutput<typeof fcmSubscriptionShape>;

export const pushBodyShape = v.variant("kind", [
  webSubscriptionShape,
  webhookSubscriptionShape,
  apnsSubscriptionShape,
  fcmSubscriptionShape,
]);
/** Where a device is told. Its keys are never shown again. */
export type PushTarget = v.InferOutput<typeof pushBodyShape>;

export const pushKinds = ["web", "webhook", "apns", "fcm"] as const satisfies readonly PushTarget["kind"][];

export const pushSubscriptionShape = strictShape({
  kind: v.picklist(pushKinds),
  endpoint: v.string(),
  createdAt: timeMs,
});
export type PushSubscription = v.InferOutput<typeof pushSubscriptionShape>;

export const vapidKeyShape = strictShape({ key: v.string() });
