// Stars: people mark messages for themselves.
import { messagePath } from "../changes/change-kind.ts";
import type { OwnKind } from "./own-kind.ts";

const keyOf = (conversationId: string, seq: number): string => `star ${conversationId} ${seq}`;

export const stars: OwnKind = {
  name: "star",
  rule: "MINE-11",
  weight: 3,
  ask(target, random) {
    const value = random.chance(0.7) ? true : null;
    const method = value === null ? "DELETE" : "PUT";
    const key = keyOf(target.conversationId, target.seq);
    return { key, value, request: { method, path: `${messagePath(target)}/star` } };
  },
  read: (view) => new Map(view.starred.map(({ conversationId, seq }) => [keyOf(conversationId, seq), true])),
};
