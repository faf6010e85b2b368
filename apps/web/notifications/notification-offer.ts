// What a bar above the conversation asks once: whether this device is to notify its person. Set by `keep-notifications.ts`, which
// knows when.
import { signal } from "@preact/signals";

export interface NotificationOffer {
  readonly accept: () => void;
  readonly decline: () => void;
}

/** Null: there is nothing to ask. */
export const notificationOffer = signal<NotificationOffer | null>(null);
