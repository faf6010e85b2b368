// Time that has passed for a user's devices, as far as their session stores times.
import { runInDurableObject } from "cloudflare:test";
import type { UserId } from "../../schema/protocol/ids.ts";
import { sessionObject } from "./actors.ts";

/** As if a minute had passed since this user's tokens were last rotated. */
export const aMinuteAfterRotation = (userId: UserId): Promise<void> =>
  runInDurableObject(sessionObject(userId), (_session, { storage }) => {
    storage.sql.exec("UPDATE device SET rotated_at = rotated_at - 60001");
  });

/** As if this user's devices had signed in earlier. */
export const signedInEarlier = (userId: UserId, byMs: number): Promise<void> =>
  runInDurableObject(sessionObject(userId), (_session, { storage }) => {
    storage.sql.exec("UPDATE device SET signed_in_at = signed_in_at - ?", byMs);
  });
