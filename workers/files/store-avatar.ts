// A picture that is about to be somebody's avatar, into R2. Its owner's object has noted that it may have to be deleted again.
import { keyOfPicture } from "../../durable-objects/avatars/sweep-avatars.ts";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { AvatarOwner } from "../../schema/protocol/avatars.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { newPictureAvatar } from "../ids/avatar-ids.ts";

interface Uploaded {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

const writeMs = 30_000;

/** @returns the avatar that names it; UNAVAILABLE when R2 does not take it */
export async function storeAvatar(
  env: Pick<Env, "FILES" | "ID_KEYS">,
  ownerId: AvatarOwner,
  { bytes, mimeType: contentType }: Uploaded,
): Promise<{ readonly avatar: string } | Refused> {
  const avatar = newPictureAvatar(env, ownerId);
  const put = () => env.FILES.put(keyOfPicture(avatar), bytes, { httpMetadata: { contentType } });
  try {
    await withDeadline(put, writeMs);
    return { avatar };
  } catch (cause) {
    logErrorSeldom("avatar not stored", cause, { ownerId });
    return refused("UNAVAILABLE");
  }
}
