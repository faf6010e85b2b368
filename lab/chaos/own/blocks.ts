// Blocks: people block those who write to them, and mostly think better of it.
import type { OwnKind } from "./own-kind.ts";

const keyOf = (userId: string): string => `block ${userId}`;

export const blocks: OwnKind = {
  name: "block",
  rule: "BLOCK-5",
  weight: 7,
  ask({ senderId }, random) {
    // Else soon nobody could write to anybody.
    const value = random.chance(0.4) ? true : null;
    const method = value === null ? "DELETE" : "PUT";
    return { key: keyOf(senderId), value, request: { method, path: `/api/blocks/${senderId}` } };
  },
  read: (view) => new Map(view.blocks.map(({ userId }) => [keyOf(userId), true])),
};
