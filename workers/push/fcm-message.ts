// A notification as an Android app gets it: data only, so that the app's own code shows it, replaces what it shows of the
// same conversation, and drops repeats.
import type { FcmSubscription } from "../../schema/protocol/push.ts";
import { keptSeconds } from "./push-channel.ts";

/** Of FCM HTTP v1, `projects.messages.send`. */
export interface FcmRequest {
  readonly message: {
    readonly token: string;
    /** It takes texts only. */
    readonly data: Readonly<Record<string, string>>;
    readonly android: { readonly priority: "HIGH" | "NORMAL"; readonly ttl: string };
  };
}

/**
 * Without a `collapse_key`: FCM keeps four of them for a device, and drops others by its own choice, so that a fifth
 * conversation might never be told. Without any it keeps a hundred messages, and tells the app when there were more.
 */
export const messageOf = ({ token }: FcmSubscription, told: { readonly type: string }): FcmRequest => ({
  message: {
    token,
    data: Object.fromEntries(
      Object.entries(told).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    // High is for what people see.
    android: { priority: told.type === "clear" ? "NORMAL" : "HIGH", ttl: `${keptSeconds}s` },
  },
});

/** Of what FCM limits: names and values of the data. */
export const bytesOf = ({ message }: FcmRequest): number =>
  Object.entries(message.data).reduce((sum, entry) => sum + Buffer.byteLength(entry.join("")), 0);
