// A notification as Apple's devices show it.
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import { digestOf } from "./digest.ts";
import type { Notification } from "./notification.ts";
import { keptSeconds } from "./push-channel.ts";

export interface ApnsRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly payload: string;
}

/** Looked up in the app's own strings; the system shows it as it stands where the app has none. */
const wordsWithoutText = "New message";

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
    sound: "default",
    "thread-id": rest.conversationId,
    "mutable-content": 1,
  };
  return {
    headers: {
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-expiration": String(Math.floor(now / 1_000) + keptSeconds),
      // What is shown of the same conversation is replaced. It tells no id, nor that two devices are in one conversation.
      "apns-collapse-id": await digestOf(token, rest.conversationId),
    },
    payload: JSON.stringify({ aps, klatch: { type: "message", ...rest } }),
  };
}
