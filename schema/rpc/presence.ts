// Calls between the sessions of two users: how one of them is, as the other sees it.
import type { UserId } from "../protocol/ids.ts";
import type { Presence } from "../protocol/presence.ts";

export type SeenPresence = Omit<Presence, "userId">;

/** Of whoever is offline, and of whoever shows nothing: the same. */
export const hiddenPresence: SeenPresence = { online: false, away: false, devices: [] };

/** `version`: rises with each change that others may see, so that a late answer is known for one. */
export interface PresenceNow {
  readonly presence: SeenPresence;
  readonly version: number;
}

export interface PresenceChange extends PresenceNow {
  readonly userId: UserId;
  /** The caller gives up after this time (ms since 1970): a call that arrives later must not be taken. */
  readonly deadlineAt: number;
}

export interface PresenceRpc {
  /**
   * How the user is now, as this viewer sees it. Idempotent. Never makes a session.
   *
   * @param request `watch`: the viewer is to be told of changes, by `presenceChanged`, until they answer that they do not watch
   */
  presenceFor(request: { readonly viewerId: UserId; readonly watch: boolean }): Promise<PresenceNow>;
  /**
   * Somebody whom the user watches is otherwise now. Idempotent.
   *
   * @returns `watching` false: no device of the user watches them any more, so the caller forgets the user
   * @throws Error when the caller has already given up
   */
  presenceChanged(request: PresenceChange): Promise<{ readonly watching: boolean }>;
}
