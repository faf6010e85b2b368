// Notifications on this device: the browser's permission and subscription, and what the server knows of it.
import type { KlatchClient, WebSubscription } from "@klatch/sdk";
import { askForNotifications, notificationPermission } from "../platform/notification-permission.ts";
import { serviceWorkers } from "../platform/service-workers.ts";
import { deviceStorage } from "../platform/storage.ts";

/** Who has turned notifications on here: they stay on until they are turned off, also while the permission is missing. */
const chosenKey = "klatch-notifications";

/**
 * `none`: this browser or this server has none. `denied`: the person has told the browser so. `unreachable`: the browser has the
 * functions, and reaches no service behind them.
 */
export type DeviceState = "none" | "denied" | "unreachable" | "off" | "on";

/** Who has been asked here already, by the page's own bar. */
const askedKey = "klatch-notifications-asked";

const wants = (client: KlatchClient): boolean => deviceStorage.getItem(chosenKey) === client.session?.user.id;

/** An earlier server does not name it; while the server is not known, it may. */
export const isOffered = ({ features }: KlatchClient): boolean => features?.includes("push") !== false;

const hasPush = (): boolean =>
  "PushManager" in globalThis && notificationPermission() !== null && serviceWorkers() !== null;

export function deviceState(client: KlatchClient): DeviceState {
  if (!hasPush() || !isOffered(client)) return "none";
  const permission = notificationPermission();
  if (permission === "denied") return "denied";
  return wants(client) && permission === "granted" ? "on" : "off";
}

/** Nobody is asked twice on a device, nor who has chosen, nor where it would come to nothing. */
export const mayAsk = (client: KlatchClient): boolean =>
  deviceState(client) === "off" && deviceStorage.getItem(askedKey) !== client.session?.user.id;

export const noteAsked = (client: KlatchClient): void => deviceStorage.setItem(askedKey, client.session?.user.id ?? "");

/**
 * Called by a click: the browser asks the person first.
 * @throws KlatchError as the server refuses
 */
export async function turnOn(client: KlatchClient): Promise<DeviceState> {
  if ((await askForNotifications()) === "granted") {
    try {
      await subscribe(client);
    } catch (error) {
      // Chromium without Google's services, and a network that keeps them out.
      if (error instanceof DOMException) return "unreachable";
      throw error;
    }
    deviceStorage.setItem(chosenKey, client.session?.user.id ?? "");
  }
  return deviceState(client);
}

/** @throws KlatchError when the server cannot be reached: then it is on still */
export async function turnOff(client: KlatchClient): Promise<DeviceState> {
  noteAsked(client);
  await client.notifications.unsubscribe();
  await forget();
  return deviceState(client);
}

/** Tells the server where this device is now: the browser changes that as it likes. */
export async function renew(client: KlatchClient): Promise<void> {
  if (deviceState(client) === "on") await subscribe(client);
}

/** Nobody is signed in here any more, for whom the server ends it by itself. */
export async function forget(): Promise<void> {
  deviceStorage.removeItem(chosenKey);
  const registration = await serviceWorkers()?.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
  await closeNotifications(() => true);
}

/** Those that this is true of. */
export async function closeNotifications(isOver: (conversationId: string, seq: number) => boolean): Promise<void> {
  const registration = await serviceWorkers()?.getRegistration();
  for (const one of (await registration?.getNotifications()) ?? []) {
    if (isOver(one.tag, seqOf(one.data))) one.close();
  }
}

/** As the service worker puts it there (`NotificationData`). */
const seqOf = (data: unknown): number =>
  typeof data === "object" && data !== null && "seq" in data ? Number(data.seq) : 0;

async function subscribe(client: KlatchClient): Promise<void> {
  const registration = await serviceWorkers()?.ready;
  const key = await client.notifications.vapidKey();
  if (registration === undefined || key === null) return;
  const { pushManager } = registration;
  const before = await pushManager.getSubscription();
  const subscription = before ?? (await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  await client.notifications.subscribe(targetOf(subscription, key));
}

/** @param newest the server's key, where the browser does not say with which it was made */
function targetOf(subscription: PushSubscription, newest: string): WebSubscription {
  const { endpoint, options } = subscription;
  const { p256dh = "", auth = "" } = subscription.toJSON().keys ?? {};
  const made = options.applicationServerKey;
  return { kind: "web", endpoint, keys: { p256dh, auth }, vapidKey: made === null ? newest : textOf(made) };
}

/** In base64url. */
const textOf = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
