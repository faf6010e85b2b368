// Blocks: people block those who write to them, and mostly think better of it.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { OwnKind, OwnWrite } from "./own-kind.ts";

/** Blocks somebody, or ends that. */
export function setBlock(userId: UserId, isBlocked: boolean): OwnWrite {
  const method = isBlocked ? "PUT" : "DELETE";
  return { key: keyOf(userId), value: isBlocked ? true : null, request: { method, path: `/api/blocks/${userId}` } };
}

const keyOf = (userId: string): string => `block ${userId}`;

export const blocks: OwnKind = {
  name: "block",
  rule: "BLOCK-5",
  weight: 7,
  ask({ senderId }, random) {
    // Else soon nobody could write to anybody.
    return setBlock(senderId, random.chance(0.4));
  },
  read: (view) => new Map(view.blocks.map(({ userId }) => [keyOf(userId), true])),
};
