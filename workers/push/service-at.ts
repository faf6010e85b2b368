// Whose push service an address that a user named is.
import type { PushService } from "./push-channel.ts";

/** The services of browsers. One that is not here waits for others of its kind only. */
const knownServices = [
  "fcm.googleapis.com",
  "push.services.mozilla.com",
  "push.apple.com",
  "notify.windows.com",
] as const;

export function serviceAt(endpoint: string): PushService {
  const { host } = new URL(endpoint);
  return { host, isKnown: knownServices.some((name) => host === name || host.endsWith(`.${name}`)) };
}
