// One's own names and profile, as the app sees them.
import type { Me, MePatch } from "../../schema/protocol/profile.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { CallOptions } from "./call-options.ts";

/**
 * What the user tells of themselves. All calls need the server, and reject with a `KlatchError`: `NOT_FOUND` from an earlier
 * one. A new name is in `session` and in `people` before the call returns.
 */
export interface OwnProfile {
  /** Fetches all of it. A status that is over is null. */
  get(options?: CallOptions): Promise<Me>;

  /**
   * Changes all that the patch names, or nothing.
   * @throws KlatchError `INVALID_REQUEST` with the field as `pointer`; `USERNAME_TAKEN`; `RATE_LIMITED`, of which `limit` is
   * `username` within 30 days of its last change
   */
  edit(patch: MePatch, options?: CallOptions): Promise<Me>;

  /**
   * Sends a picture, which takes the place of the avatar: a square JPEG, PNG or WebP that does not move, of at most 256 KiB and
   * 512 pixels a side. `edit({ avatar: "" })` takes it away. `client.avatarUrl` says where it is.
   * @throws KlatchError `FILE_TYPE_REFUSED`, `FILE_NOT_AS_DECLARED` if it is no such picture; `TOO_LARGE`, `RATE_LIMITED`
   */
  setAvatar(picture: BlobLike | FileSource, options?: CallOptions): Promise<Me>;
}
