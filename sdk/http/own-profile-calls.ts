// The calls of the user's own profile. Loaded with the first of them.
import type { User } from "../../schema/protocol/http-auth.ts";
import type { Me, MePatch } from "../../schema/protocol/profile.ts";
import { bytesOfPicture } from "./avatars.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";
import type { OwnProfile } from "./own-profile.ts";

/** Whoever is signed in when a call is made. */
interface CallingUser {
  readonly api: AuthorizedHttp;
  /** Keeps the user's names. */
  renamed(user: User): Promise<void>;
}

export class OwnProfileCalls implements OwnProfile {
  readonly #user: () => CallingUser;

  /** @param user throws `NOT_AUTHENTICATED` where there is none */
  constructor(user: () => CallingUser) {
    this.#user = user;
  }

  get(options: CallOptions = {}): Promise<Me> {
    return this.#learned(({ api }) => api.call("GET /api/me", options));
  }

  edit(patch: MePatch, options: CallOptions = {}): Promise<Me> {
    return this.#learned(({ api }) => api.call("PATCH /api/me", { body: patch, ...options }));
  }

  async setAvatar(picture: BlobLike | FileSource, options: CallOptions = {}): Promise<Me> {
    const bytes = await bytesOfPicture(picture);
    return this.#learned(({ api }) => api.call("PUT /api/me/avatar", { bytes, ...options }));
  }

  async #learned(call: (user: CallingUser) => Promise<Me>): Promise<Me> {
    const user = this.#user();
    const me = await call(user);
    await user.renamed(me.user);
    return me;
  }
}
