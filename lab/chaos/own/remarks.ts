// Remarks: people note something of their friends. It goes with the friendship.
import type { OwnKind } from "./own-kind.ts";

const keyOf = (userId: string): string => `remark ${userId}`;

export const remarks: OwnKind = {
  name: "remark",
  rule: "FRIEND-6",
  weight: 6,
  ask({ senderId }, random) {
    const value = random.chance(0.8) ? `remark ${random.between(1, 1_000_000)}` : null;
    const request = { method: "PATCH", path: `/api/friends/${senderId}`, body: { remark: value ?? "" } } as const;
    return { key: keyOf(senderId), value, request };
  },
  read: (view) => new Map(view.people.map(({ userId, remark }) => [keyOf(userId), remark ?? null])),
  mayHaveEnded(view, key, asked) {
    const friend = view.people.find(({ userId }) => keyOf(userId) === key);
    return friend?.friendSince === undefined || friend.friendSince >= asked;
  },
};
