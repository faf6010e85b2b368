// All emojis, for a reaction.
import type { ComponentProps } from "preact";
import { EmojiCard } from "../composer/emoji-card.tsx";
import { reactionWords as t } from "./reaction-words.ts";

export const ReactionPicker = (props: Omit<ComponentProps<typeof EmojiCard>, "label">) => (
  <EmojiCard label={t("pick")} {...props} />
);
