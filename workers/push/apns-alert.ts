// A notification as Apple's devices show it.
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import { digestOf } from "./digest.ts";
import type { ClearNotice, Notification } from "./notification.ts";
import { keptSeconds } from "./push-channel.ts";

export interface ApnsRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly payload: string;
}

/** Looked up in the app's own strings; the system shows it as it stands where the app has none. */
const wordsWithoutText = "New message";

const expirationAt = (now: number): string => String(Math.floor(now / 1_000) + keptSeconds);

/** @param now ms since 1970 */
export async function alertOf(
  { token }: ApnsSubscription,
  { title, body, badge, ...rest }: Notification,
  now: number,
): Promise<ApnsRequest> {
  const aps = {
    alert: {
      ...(title !== undefined && { title }),
      ...(body === undefined ? { "loc-key": wordsWithoutText } : { body }),
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
      "apns-collapse-id": await digestOf(token, rest.conversationId),
    },
    payload: JSON.stringify({ aps, klatch: { type: "message", ...rest } }),
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
