// What the Apple Push Notification service's answers mean.
import * as v from "valibot";
import type { Answer } from "./post-push.ts";
import { outcomeOfStatus, type Sent } from "./statuses.ts";

const answerShape = v.object({ reason: v.string() });

/** Of a refusal; "" if it has none. */
export function reasonOf({ json }: Answer): string {
  const parsed = v.safeParse(answerShape, json);
  return parsed.success ? parsed.output.reason : "";
}

/** The app is not on that device any more, or the token was never one of it. */
const gone: ReadonlySet<string> = new Set(["BadDeviceToken", "DeviceTokenNotForTopic", "Unregistered", "ExpiredToken"]);
/** With 400, but of the deployment's settings. Else those are answered with 403 and 404. */
const ofSettings: ReadonlySet<string> = new Set(["BadTopic", "MissingTopic", "TopicDisallowed"]);

export function outcomeOfApns(answer: Answer): Sent {
  const { status } = answer.response;
  const reason = reasonOf(answer);
  if (gone.has(reason)) return { kind: "gone" };
  if (status === 403 || status === 404 || ofSettings.has(reason))
    return { kind: "not-accepted", reason: reason || String(status) };
  return outcomeOfStatus(answer.response);
}
