// Pictures as avatars: the caller's own, and anybody's fetched.
import { keyOfPicture } from "../../durable-objects/avatars/sweep-avatars.ts";
import { pictureAvatar } from "../../schema/protocol/avatars.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { avatarRoutes } from "../../schema/protocol/routes/avatars.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { editProfile, meOf } from "../accounts/profiles.ts";
import { avatarFrom } from "../files/picture-from.ts";
import { lengthOf } from "../files/receive-bytes.ts";
import { bytesResponse } from "../files/serve-bytes.ts";
import { storeAvatar } from "../files/store-avatar.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { mayBePicture } from "../ids/avatar-ids.ts";
import { countStranger } from "../strangers/stranger-limits.ts";

/** A browser shows what it has for so long without asking whether it is there still: a quarter of an hour. */
const cacheControl = "private, max-age=900";

export const avatarHandlers: HandlersOf<typeof avatarRoutes> = {
  async setMyAvatar({ env, session, request }) {
    const length = lengthOf(request, wireLimits.maxAvatarBytes);
    if (typeof length !== "number") return length;
    const begun = await session.askNew({ kind: "begin-avatar", bytes: length });
    if (isRefused(begun)) return begun;
    const picture = await avatarFrom(request, length);
    if (isRefused(picture)) return picture;
    const stored = await storeAvatar(env, session.userId, picture);
    if (isRefused(stored)) return stored;
    const nowMs = Date.now();
    const me = await editProfile(env.DIRECTORY, session, stored, nowMs);
    if (me === null) return refused("NOT_AUTHENTICATED");
    return isRefused(me) ? me : { status: 200, body: meOf(me, nowMs) };
  },

  /** Avatars are everybody's: whoever knows the path may have the picture, and so no session is asked. */
  async getAvatar({ request, path: { ownerId, avatarToken }, ...context }) {
    const { env } = context;
    if (!mayBePicture(env, ownerId, avatarToken))
      return (await countStranger(request, context)) ?? refused("FILE_NOT_FOUND");
    const key = keyOfPicture(pictureAvatar(ownerId, avatarToken));
    return bytesResponse(env, { key, name: "avatar" }, request.headers, cacheControl);
  },
};
