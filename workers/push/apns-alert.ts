// A notification as Apple's devices show it.
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import { hashedName } from "./hashed-name.ts";
import type { ClearNotice, Notification } from "./notification.ts";
import { keptSeconds } from "./push-channel.ts";

export interface ApnsRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly payload: string;
}

/** Looked up in the app's own strings; the system shows them as they stand where the app has none. */
const words = { "friend-request": "Friend request", invitation: "Invitation" } as const;

/** Where there is no text. */
function wordsFor({ type, request }: Notification): string {
  if (type !== undefined) return words[type];
  return request === true ? "Message request" : "New message";
}

const expirationAt = (now: number): string => String(Math.floor(now / 1_000) + keptSeconds);

/** @param now ms since 1970 */
export async function alertOf(
  { token }: ApnsSubscription,
  notification: Notification,
  now: number,
): Promise<ApnsRequest> {
  const { type = "message", title, body, badge, ...rest } = notification;
  const aps = {
    alert: {
      ...(title !== undefined && { title }),
      ...(body === undefined ? { "loc-key": wordsFor(notification) } : { body }),
    },
    ...(badge !== undefined && { badge }),
    // What brings no news lights no screen.
    ...(rest.replaces === true ? { "interruption-level": "passive" } : { sound: "default" }),
    "thread-id": rest.conversationId,
    "mutable-content": 1,
  };
  return {
    headers: {
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-expiration": expirationAt(now),
      // What is shown of the same conversation is replaced. It tells no id, nor that two devices are in one conversation.
      "apns-collapse-id": await hashedName(token, rest.conversationId),
    },
    payload: JSON.stringify({ aps, klatch: { type, ...rest } }),
  };
}

/**
 * The app's own code takes back what is shown, if the system wakes it; the badge changes in any case. A push without either is
 * of another type than one that a person sees.
 */
export function clearOf({ badge, ...rest }: ClearNotice, now: number): ApnsRequest {
  const aps = { "content-available": 1, ...(badge !== undefined && { badge }) };
  return {
    headers: {
      "apns-push-type": badge === undefined ? "background" : "alert",
      "apns-priority": "5",
      "apns-expiration": expirationAt(now),
    },
    payload: JSON.stringify({ aps, klatch: { type: "clear", ...rest } }),
  };
}
