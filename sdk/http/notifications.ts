// Notifications of this device and this user, as the app sees them.
import type { NotificationPatch, NotificationSettings } from "../../schema/protocol/notifications.ts";
import type { PushSubscription, PushTarget } from "../../schema/protocol/push.ts";
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
