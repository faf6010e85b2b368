// The pictures that a user or a group has had as an avatar: all but the one that is shown are deleted from R2. Whatever is about to
// change an avatar notes a sweep first, in the object whose avatar it is, so that no crash leaves a picture behind (decision 90).
import type { AvatarOwner } from "../../schema/protocol/avatars.ts";
import type { DueTasks } from "../runtime/due-tasks.ts";

export type AvatarTask = "sweep-avatars";

/** A picture that is younger may be about to be shown: it is written first, and named then. */
export const unsettledMs = 150_000;

/** Sweeps are due at the ends of such spans: many changes share one. */
const spanMs = 300_000;

/**
 * Notes, before a picture is written or another avatar takes its place, that the pictures will have to be looked at: in five to
 * ten minutes, when the change is long made, and once more for what came to R2 late. `DueWork.arm` must follow.
 */
export function noteSweep(tasks: Pick<DueTasks<AvatarTask>, "add">, now: number): void {
  const first = Math.ceil((now + spanMs) / spanMs) * spanMs;
  for (const dueAt of [first, first + spanMs]) tasks.add("sweep-avatars", String(dueAt), dueAt);
}

interface Swept {
  readonly bucket: Pick<R2Bucket, "list" | "delete">;
  readonly ownerId: AvatarOwner;
  /** The avatar that is shown; "" or an emoji: no picture is. */
  readonly shown: string;
  /** Only pictures that were written before: ms since 1970. */
  readonly before: number;
}

/** @returns whether a picture was left that is not shown, because it is younger. @throws what R2 throws; then it is done again */
export async function sweepAvatars({ bucket, ownerId, shown, before }: Swept): Promise<boolean> {
  const keep = keyOfPicture(shown);
  let isLeft = false;
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: `avatars/${ownerId}/`, ...(cursor !== undefined && { cursor }) });
    const others = page.objects.filter(({ key }) => key !== keep);
    const gone = others.filter(({ uploaded }) => uploaded.getTime() < before);
    if (gone.length > 0) await bucket.delete(gone.map(({ key }) => key));
    isLeft ||= gone.length < others.length;
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return isLeft;
}

/** Where the bytes of a picture are in R2, by the avatar that names it. */
export const keyOfPicture = (avatar: string): string => avatar.slice(1);
