// Who stands behind the ids in events: asked for once each, and kept in the store, so that names are there offline.
import type { User } from "../schema/protocol/http-auth.ts";
import type { UserId } from "../schema/protocol/ids.ts";

export interface People {
  /**
   * What is known of the user, at once: null while nothing is. Then (and once in a run for those long known) the server is
   * asked, and the answer is an event `person`: call it in every rendering.
   */
  get(userId: UserId): User | null;
}
