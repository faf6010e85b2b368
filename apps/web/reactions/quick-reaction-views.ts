// The reactions to a message that are one step away: as buttons, and by key. Pure.
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { emojiOfKey, isMine, quickEmoji } from "./quick-reactions.ts";
import { reactionWords as t } from "./reaction-words.ts";

/** A quick reaction, bound to its message. */
export interface QuickReaction {
  readonly emoji: string;
  readonly label: string;
  /** It is the user's own already: choosing it takes it away. */
  readonly isMine: boolean;
  readonly onSelect: () => void;
}

type React = (message: ShownMessage, emoji: string) => void;

export const quickReactions = (message: ShownMessage, react: React): readonly QuickReaction[] =>
  quickEmoji.map((emoji) => {
    const mine = isMine(message.state, emoji);
    return {
      emoji,
      label: t(mine ? "takeBack" : "reactWith", { emoji }),
      isMine: mine,
      onSelect: () => react(message, emoji),
    };
  });

/** Null: the key stands for none. */
export const reactionOfKey = (key: string, message: ShownMessage, react: React): QuickReaction | null => {
  const emoji = emojiOfKey(key);
  return quickReactions(message, react).find((one) => one.emoji === emoji) ?? null;
};
