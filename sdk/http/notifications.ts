// Notifications of this device and this user, as the app sees them.
import type { NotificationPatch, NotificationSettings } from "../../schema/protocol/notifications.ts";
import type { PushSubscription, PushTarget } from "../../schema/protocol/push.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";

/**
 * Where this device is told of messages while nobody looks at any of the user's devices. All calls need the server, and reject with a
 * `KlatchError`: `NOT_FOUND` from an earlier one, which does not name the feature `push`.
 */
export interface Notifications {
  /** What the user has chosen, for all of their devices. */
  settings(options?: CallOptions): Promise<NotificationSettings>;

  /** Changes all that the patch names. @throws KlatchError `INVALID_REQUEST` with the field as `pointer` */
  edit(patch: NotificationPatch, options?: CallOptions): Promise<NotificationSettings>;

  /** The `applicationServerKey` for a browser's `PushManager`, in base64url; null: this server has no web push. */
  vapidKey(options?: CallOptions): Promise<string | null>;

  /** This device's subscription, without its keys; null: it has none. */
  subscription(options?: CallOptions): Promise<PushSubscription | null>;

  /**
   * Subscribes this device, in the place of its subscription before. It ends with the sign-in. Call it again whenever the
   * platform gives a new address (`pushsubscriptionchange`, a new token); the same again changes nothing.
   * @throws KlatchError `INVALID_REQUEST` with the field as `pointer`: an address or a key that cannot be used
   */
  subscribe(target: PushTarget, options?: CallOptions): Promise<PushSubscription>;

  /** This device is told nothing any more. */
  unsubscribe(options?: CallOptions): Promise<void>;
}

export class NotificationCalls implements Notifications {
  readonly #api: () => AuthorizedHttp;

  /** @param api of whoever is signed in when a call is made; throws `NOT_AUTHENTICATED` where there is nobody */
  constructor(api: () => AuthorizedHttp) {
    this.#api = api;
  }

  async settings(options: CallOptions = {}): Promise<NotificationSettings> {
    return this.#api().call("GET /api/me/notifications", options);
  }

  async edit(patch: NotificationPatch, options: CallOptions = {}): Promise<NotificationSettings> {
    return this.#api().call("PATCH /api/me/notifications", { body: patch, ...options });
  }

  async vapidKey(options: CallOptions = {}): Promise<string | null> {
    const found = await orNone(this.#api().call("GET /api/push/vapid-key", options));
    return found?.key ?? null;
  }

  async subscription(options: CallOptions = {}): Promise<PushSubscription | null> {
    return orNone(this.#api().call("GET /api/devices/me/push", options));
  }

  async subscribe(target: PushTarget, options: CallOptions = {}): Promise<PushSubscription> {
    return this.#api().call("PUT /api/devices/me/push", { body: target, ...options });
  }

  async unsubscribe(options: CallOptions = {}): Promise<void> {
    await this.#api().call("DELETE /api/devices/me/push", options);
  }
}

async function orNone<Found>(call: Promise<Found>): Promise<Found | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof KlatchError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
