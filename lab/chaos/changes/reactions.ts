// Reactions: people put emojis to messages, and take their own away.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { ReactFrame } from "../../../schema/protocol/message-changes.ts";
import { changeKind, messagePath } from "./change-kind.ts";

const emojis = ["👍", "🎉", "😂"] as const;

const isReaction = (event: EventFrame): event is Extract<EventFrame, { readonly type: "reaction-changed" }> =>
  event.type === "reaction-changed";

export const reactions = changeKind<ReactFrame>("react", {
  weight: 20,
  ask: ({ conversationId, seq }, { opId, random }) => ({
    type: "react",
    opId,
    conversationId,
    seq,
    emoji: random.pick(emojis),
    active: random.chance(0.6),
  }),
  bySdk: (client, { conversationId, seq, emoji, active }) => client.react(conversationId, seq, emoji, active),
  overHttp: ({ emoji, active, ...target }, opId) => ({
    method: active ? "PUT" : "DELETE",
    path: `${messagePath(target)}/reactions/${encodeURIComponent(emoji)}?opId=${opId}`,
  }),
  makesEvent: true,
  isWhatItAsks: (event, { seq, emoji, active }) =>
    isReaction(event) && event.targetSeq === seq && event.emoji === emoji && event.active === active,
  mayBeSo: ({ active }) => !active,
  doubled(changes) {
    const active = new Set<string>();
    for (const event of changes.filter(isReaction)) {
      const key = `${event.senderId} ${event.emoji}`;
      if (active.has(key) === event.active) return event;
      if (event.active) active.add(key);
      else active.delete(key);
    }
    return null;
  },
  shown(changes, { userId }) {
    const people = new Map<string, Set<UserId>>();
    for (const { emoji, active, senderId } of changes.filter(isReaction)) {
      const reacting = people.get(emoji) ?? new Set();
      people.set(emoji, reacting);
      if (active) reacting.add(senderId);
      else reacting.delete(senderId);
    }
    const shown = [...people]
      .filter(([, { size }]) => size > 0)
      .map(([emoji, reacting]) => ({ emoji, count: reacting.size, mine: reacting.has(userId) }));
    return shown.length > 0 ? { reactions: shown } : {};
  },
});
